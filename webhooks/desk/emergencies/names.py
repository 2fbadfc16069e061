"""Whom an emergency is about, by name: people, rosters, and those a level rings."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TypeAlias
from uuid import UUID

from flask_babel import gettext as _

from afterhours.models import Emergency
from afterhours.rules.escalation import Level, Target
from ivr.engine.words import Words
from ivr.errors import NotFound
from ivr.flowfile.names import name as canonical
from webhooks.desk.names import Names, said
from webhooks.desk.rosters.words import duty_within
from webhooks.desk.words import plain
from webhooks.pages.parts import book_of, of_app

Duty: TypeAlias = Mapping[UUID, Sequence[Sequence[str]]]
"""Emergency -> for each of its levels the handles of those it means."""


@dataclass(frozen=True, slots=True)
class Teller:
    """What words need: `people` by canonical handle, `rosters` by name with their titles.

    `duty`: for each open emergency the handles that each of its levels means now.
    """

    names: Names
    people: Mapping[str, str]
    rosters: Mapping[str, Words]
    duty: Duty = field(default_factory=dict)

    def person(self, handle: str | None) -> str:
        """A person's name; a login stays as it is."""
        nobody_named: str = _("somebody")
        if not handle:
            return nobody_named
        return self.people.get(canonical(handle)) or (handle if "@" in handle else plain(handle))

    def roster(self, name: str) -> str:
        return title_of(name, self.rosters.get(name))

    def target(self, target: Target) -> str:
        """Whom a level rings."""
        match target.kind:
            case "person":
                return self.person(target.name)
            case "roster":
                words: str = _("whoever is on duty for %(roster)s", roster=self.roster(target.name))
                return words
            case _:
                return duty_within(target.name)

    def level(self, level: Level) -> str:
        return ", ".join(self.target(each) for each in level.ring)

    def now(self, emergency: UUID, number: int) -> str:
        """Who that is at this moment; empty where nobody can say, or where the level names its people itself."""
        levels = self.duty.get(emergency, ())
        if number >= len(levels):
            return ""
        nobody: str = _("nobody on duty")
        return ", ".join(self.person(each) for each in levels[number]) or nobody


def teller_of(people: Mapping[str, str], duty: Duty | None = None) -> Teller:
    """With today's names of lines, services and rosters."""
    return Teller(Names(book_of(of_app())), people, roster_titles(), duty or {})


def roster_titles() -> Mapping[str, Words]:
    """Today's rosters; none before the first release."""
    with suppress(NotFound):
        return {name: roster.title for name, roster in of_app().site.rosters.items() if roster.title}
    return {}


def title_of(name: str, title: Words | None) -> str:
    return said(title) if title else plain(name).capitalize()


def rosters_to_name(emergency: Emergency) -> list[tuple[str, str]]:
    """(name, title) of the council's other rosters, by their titles; none before the first release."""
    with suppress(NotFound):
        rosters = of_app().site.rosters.values()
        own = [each for each in rosters if each.tenant == emergency.tenant]
        found = [each for each in own if canonical(each.name) != canonical(emergency.roster)]
        return sorted(((each.name, title_of(each.name, each.title)) for each in found), key=itemgetter(1))
    return []
