"""WHO: who is on duty now on the rosters that concern somebody. Names and handles, never a number."""

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Person
from afterhours.rules.duty_words import duty_name
from afterhours.rules.rosters.duty import OnDuty
from afterhours.services.duty.live_rosters import live_rosters, on_duty_in
from afterhours.services.texts.commands import Asked, Post, Said, said_to
from afterhours.site import SiteRoster
from ivr.flowfile.names import name


def who(session: Session, post: Post, asked: Asked) -> Said:
    """One line for each duty."""
    names = {person.canonical_handle: person.name for person in session.scalars(select(Person))}
    rosters = live_rosters(session, post.site, asked.now).rosters.values()
    lines = [line for roster in rosters for line in lines_of(roster, names, asked)]
    if not lines:
        return Said(said_to(asked, "text_no_roster"))
    return Said("\n".join([said_to(asked, "text_on_duty"), *lines]))


def lines_of(roster: SiteRoster, names: Mapping[str, str], asked: Asked) -> Iterator[str]:
    """A roster's duties; none of one that does not concern who asks."""
    now = on_duty_in(roster, asked.now)
    if asked.person is None or not concerns(roster, now, asked.person.canonical_handle):
        return
    title = roster.title.get(asked.language) or next(iter(roster.title.values()), roster.name)
    for duty, held in now.items():
        people = ", ".join(f"{names.get(name(each), each)} ({each})" for each in held.people)
        yield f"{title}, {duty_name(duty, asked.language)}: {people or said_to(asked, 'text_nobody')}"


def concerns(roster: SiteRoster, now: Mapping[str, OnDuty], handle: str) -> bool:
    """Whether somebody takes turns in it, has it now (in a swap, say), or is rung or told by its plan."""
    taking_turns = (
        person
        for duty in roster.duties.values()
        for layer in duty.layers
        for members in (layer.rotation.members, *(change.members for change in layer.rotation.changes))
        for group in members
        for person in group
    )
    having_it = (person for held in now.values() for person in held.people)
    named = (
        target.name for level in roster.plan.levels for target in (*level.ring, *level.text) if target.kind == "person"
    )
    return handle in {name(each) for each in (*taking_turns, *having_it, *named, *roster.plan.tell)}
