"""Rosters as one person sees them: their own shifts, whoever else has the duty, too. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeAlias

from afterhours.rules.rosters.duty import shifts
from afterhours.rules.rosters.model import Roster

Duties: TypeAlias = Mapping[tuple[str, str], Roster]
"""(Roster, duty) -> one duty, ready to be reckoned with."""


class OwnShift(NamedTuple):
    """From `start` until `end` (UTC) `person` has this duty without a pause; ordered by its beginning."""

    start: datetime
    end: datetime
    person: str
    roster: str
    duty: str


def own_shifts(duties: Duties, since: datetime, until: datetime) -> list[OwnShift]:
    """Everybody's shifts between two instants (aware), cut off there, in order. Of a person who takes over from
    themselves it is one shift."""
    found = [shift for (roster, duty), each in duties.items() for shift in of_duty(roster, duty, each, since, until)]
    return sorted(found)


def of_duty(roster: str, duty: str, rule: Roster, since: datetime, until: datetime) -> Iterator[OwnShift]:
    running: dict[str, datetime] = {}
    for start, _, people, _ in shifts(rule, since, until):
        for person in [each for each in running if each not in people]:
            yield OwnShift(running.pop(person), start, person, roster, duty)
        for person in people:
            running.setdefault(person, start)
    for person, start in running.items():
        yield OwnShift(start, until.astimezone(UTC), person, roster, duty)


def beginning(found: list[OwnShift], after: datetime, until: datetime, rest: timedelta) -> list[OwnShift]:
    """The shifts that begin in (after, until], without those before which the person had the same duty less than
    `rest` ago: seven nights in a row begin once. `found` must reach back by `rest`."""
    chosen = []
    last: dict[tuple[str, str, str], datetime] = {}
    for shift in found:
        own = (shift.person, shift.roster, shift.duty)
        rested = own not in last or shift.start - last[own] >= rest
        if after < shift.start <= until and rested:
            chosen.append(shift)
        last[own] = shift.end
    return chosen


def moved(before: list[OwnShift], after: list[OwnShift]) -> dict[str, tuple[list[OwnShift], list[OwnShift]]]:
    """Person -> (what they no longer have, what they have now), only where the two differ: of a week in which somebody
    else takes the Wednesday, it is the Wednesday."""
    lost, gained = without(before, after), without(after, before)
    people = sorted({each.person for each in (*lost, *gained)})
    return {
        person: ([each for each in lost if each.person == person], [each for each in gained if each.person == person])
        for person in people
    }


def without(some: list[OwnShift], others: list[OwnShift]) -> list[OwnShift]:
    """The parts of `some` that none of the same person's `others` of the same duty covers."""
    covers = defaultdict(list)
    for other in others:
        covers[other[2:]].append(other)
    left = some
    for key, each in covers.items():
        for other in each:
            left = [part for shift in left for part in ([shift] if shift[2:] != key else cut(shift, other))]
    return sorted(left)


def cut(shift: OwnShift, other: OwnShift) -> list[OwnShift]:
    parts = [shift._replace(end=min(shift.end, other.start)), shift._replace(start=max(shift.start, other.end))]
    return [part for part in parts if part.start < part.end]
