"""Who is on duty now: one row a duty, until when, who comes next, and why."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from flask_babel import gettext as _
from sqlalchemy import select

from afterhours.models import Person
from afterhours.rules.rosters.duty import Shift, by_people, shifts
from afterhours.site import Site, SiteRoster
from afterhours.site.uncovered import WEEKS_AHEAD, Uncovered, uncovered_in
from webhooks.desk.access import Desk
from webhooks.desk.names import Names
from webhooks.desk.rosters import words
from webhooks.desk.rosters.words import People
from webhooks.desk.words import Look

AHEAD = timedelta(weeks=6)
AddressOf: TypeAlias = Callable[[str, str, datetime, datetime], str]
"""Roster, duty, start and end -> where that stretch can be given to somebody."""


@dataclass(frozen=True, slots=True)
class Row:
    """One duty now. `then`: until when it stays so and who follows; empty when it stays so for weeks."""

    roster: str
    title: str
    council: str
    duty: str
    people: list[str]
    state: Look
    then: str
    why: str


@dataclass(frozen=True, slots=True)
class GapRow:
    """A stretch ahead in which nobody is on duty."""

    roster: str
    title: str
    duty: str
    when: str
    lasts: str
    address: str


def own_rosters(site: Site, desk: Desk) -> dict[str, SiteRoster]:
    """The rosters of the visitor's councils."""
    return {name: each for name, each in site.rosters.items() if each.tenant in desk.visitor.tenants}


def people_of(desk: Desk) -> People:
    """Everybody whom the visitor may see: canonical handle -> name."""
    rows = desk.session.execute(select(Person.canonical_handle, Person.name).where(desk.own(Person.tenant)))
    return {row.canonical_handle: row.name for row in rows}


def board(rosters: Iterable[SiteRoster], names: Names, people: People, now: datetime) -> list[Row]:
    return [row for roster in rosters for row in rows_of(roster, names, people, now)]


def rows_of(roster: SiteRoster, names: Names, people: People, now: datetime) -> Iterator[Row]:
    missing = {gap.duty for gap in uncovered_in(roster, now, now + timedelta(minutes=1))}
    for duty, rule in roster.duties.items():
        found = by_people(shifts(rule, now, now + AHEAD))
        current, following = next(found), next(found, None)
        yield Row(
            roster=roster.name,
            title=words.title(roster),
            council=names.council(roster.tenant),
            duty=words.duty(duty),
            people=[words.called(each, people) for each in current.people],
            state=state_of(current, missing=duty in missing),
            then=then(current, following, people, roster.zone),
            why=words.why(current.why, people, roster.zone),
        )


def state_of(shift: Shift, *, missing: bool) -> Look:
    if shift.people:
        return Look(_("On duty"), "dot", "done")
    return Look(_("Nobody on duty"), "warn", "help") if missing else Look(_("Not needed now"), "dash")


def then(current: Shift, following: Shift | None, people: People, zone: str) -> str:
    if following is None:
        return ""
    when = words.local(current.end, zone)
    said: str
    if following.people:
        said = _("until %(when)s, then %(who)s", when=when, who=words.listed(following.people, people))
    else:
        said = _("until %(when)s, then nobody", when=when)
    return said


def gap_rows(rosters: Iterable[SiteRoster], now: datetime, address: AddressOf) -> list[GapRow]:
    """Every gap of the weeks ahead, the next one first."""
    found = [gap for roster in rosters for gap in uncovered_in(roster, now, now + timedelta(weeks=WEEKS_AHEAD))]
    return [gap_row(each, address) for each in sorted(found, key=lambda gap: gap.start)]


def gap_row(gap: Uncovered, address: AddressOf) -> GapRow:
    return GapRow(
        roster=gap.roster.name,
        title=words.title(gap.roster),
        duty=words.duty(gap.duty),
        when=words.span(gap.start, gap.end, gap.roster.zone),
        lasts=words.lasts(gap.start, gap.end),
        address=address(gap.roster.name, gap.duty, gap.start, gap.end),
    )
