"""Who is on duty, and why: at an instant, over a stretch of time, and where nobody is.

Pure: a roster and instants in, people out. One calculation serves the telephone, the calendar, the feed and the
report of gaps, so they cannot disagree. Whatever is asked with any zone is answered in UTC.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from afterhours.rules.hours import Hours, windows_between
from afterhours.rules.rosters.layers import Served, served
from afterhours.rules.rosters.model import Roster
from afterhours.rules.rosters.overrides import adjusted, taken_over, temporarily
from afterhours.rules.rosters.reasons import Reason
from afterhours.rules.rosters.rotations import Group

MOMENT = timedelta(microseconds=1)


class OnDuty(NamedTuple):
    """The people on duty, sorted, nobody twice; `why` is never empty, also when there is nobody."""

    people: Group
    why: tuple[Reason, ...]


class Shift(NamedTuple):
    """From `start` until `end` (UTC) the same people are on duty for the same reasons."""

    start: datetime
    end: datetime
    people: Group
    why: tuple[Reason, ...]


def on_duty(roster: Roster, at: datetime) -> OnDuty:
    """Who is on duty at an instant (aware), and why."""
    moment = at.astimezone(UTC)
    return decide(roster, moment, stretches(roster, moment, moment + MOMENT))


def shifts(roster: Roster, since: datetime, until: datetime) -> Iterator[Shift]:
    """From `since` to `until` (aware) without a gap, in order; where nobody is on duty there are no people."""
    first, last = since.astimezone(UTC), until.astimezone(UTC)
    waiting = sorted(stretches(roster, first, last), key=lambda each: each.start, reverse=True)
    running: list[Served] = []
    current: Shift | None = None
    for start, end in pairwise(boundaries(roster, waiting, first, last)):
        running = [each for each in running if each.end > start]
        while waiting and waiting[-1].start <= start:
            running.append(waiting.pop())
        duty = decide(roster, start, running)
        if current is not None and (current.people, current.why) == duty:
            current = current._replace(end=end)
            continue
        if current is not None:
            yield current
        current = Shift(start, end, *duty)
    if current is not None:
        yield current


def gaps(
    roster: Roster, since: datetime, until: datetime, *, hours: Hours | None = None, while_open: bool = False
) -> Iterator[Shift]:
    """Where nobody is on duty between two instants (aware), though somebody is needed.

    Somebody is needed around the clock; with `hours` only while these are closed, or only `while_open`.
    """
    for shift in shifts(roster, since, until):
        if shift.people:
            continue
        needed = [(shift.start, shift.end)] if hours is None else needed_in(hours, shift, while_open=while_open)
        yield from (shift._replace(start=start, end=end) for start, end in needed)


def by_people(found: Iterable[Shift]) -> Iterator[Shift]:
    """Shifts that follow each other with the same people as one, for calendars; `why` holds the reasons of all."""
    current: Shift | None = None
    for shift in found:
        if current is not None and current.people == shift.people and current.end == shift.start:
            why = (*current.why, *(reason for reason in shift.why if reason not in current.why))
            current = current._replace(end=shift.end, why=why)
            continue
        if current is not None:
            yield current
        current = shift
    if current is not None:
        yield current


def needed_in(hours: Hours, shift: Shift, *, while_open: bool) -> list[tuple[datetime, datetime]]:
    """The parts of a shift in which the hours are closed (or open), those that touch as one."""
    found: list[tuple[datetime, datetime]] = []
    for each in windows_between(hours, shift.start, shift.end):
        if each.open is not while_open:
            continue
        if found and found[-1][1] == each.start:
            found[-1] = (found[-1][0], each.end)
        else:
            found.append((each.start, each.end))
    return found


def stretches(roster: Roster, since: datetime, until: datetime) -> list[Served]:
    return [each for layer in roster.layers for each in served(roster, layer, since, until)]


def boundaries(roster: Roster, found: list[Served], since: datetime, until: datetime) -> list[datetime]:
    """Every instant from `since` to `until` at which the answer may change."""
    moments = {at for each in found for at in (each.start, each.end)}
    moments |= {at.astimezone(UTC) for each in roster.overrides for at in (each.start, each.end)}
    moments |= {at.astimezone(UTC) for each in roster.temporary for at in (each.start, each.end)}
    shifts_of = [shift for each in roster.temporary for shift in each.shifts]
    moments |= {at.astimezone(UTC) for each in shifts_of for at in (each.start, each.end)}
    return sorted({since, until} | {at for at in moments if since < at < until}) if since < until else []


def decide(roster: Roster, at: datetime, running: list[Served]) -> OnDuty:
    """The answer at `at` (UTC), given what each layer has then."""
    temporary = temporarily(roster.temporary, at)
    if temporary is not None:
        return answer(roster, *temporary)
    people, why = taken_over(roster.overrides, at) or by_layers(roster, running)
    people, exceptions = adjusted(people, roster.overrides, at)
    return answer(roster, people, [*why, *exceptions])


def by_layers(roster: Roster, running: list[Served]) -> tuple[set[str], list[Reason]]:
    manned = [each for each in running if each.people]
    if roster.combine == "priority":
        highest = max((each.layer.priority for each in manned), default=0)
        manned = [each for each in manned if each.layer.priority == highest]
    names = [layer.name for layer in roster.layers]
    manned.sort(key=lambda each: (names.index(each.layer.name), each.people))
    why = dict.fromkeys(reason for each in manned for reason in each.why)
    return {who for each in manned for who in each.people}, list(why)


def answer(roster: Roster, people: set[str], why: list[Reason]) -> OnDuty:
    return OnDuty(tuple(sorted(people)), tuple(why) or (Reason("gap", roster.name),))
