"""Shifts of a rolling rotation: each occurrence is one shift, with pauses between them or overlaps.

Begin and end are counted on the wall clock and mapped to UTC: a night of 15 hours ends at 08:00 on every morning, and
a shift that lies inside the hour that is skipped does not take place.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from math import gcd
from typing import NamedTuple
from zoneinfo import ZoneInfo

from afterhours.rules.local_time import DAY, to_utc, wall_at
from afterhours.rules.rosters.continuous import Turn, months_between, months_later
from afterhours.rules.rosters.rotations import Rolling

WEEK_HOURS = 168
MARGIN = 2 * DAY


class Occurrence(NamedTuple):
    """The wall time at which a shift begins, and the number of the turn it belongs to."""

    wall: datetime
    number: int


def shifts_of(rotation: Rolling, since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[Turn]:
    """The shifts that overlap [since, until) (UTC), whole, in the order in which they begin."""
    horizon = wall_at(until, zone) + MARGIN
    for occurrence in occurrences(rotation, wall_at(since, zone) - rotation.duration - MARGIN):
        if occurrence.wall > horizon:
            return
        shift = as_turn(rotation, occurrence, zone)
        if shift is not None and shift.start < until and shift.end > since:
            yield shift


def number_from(rotation: Rolling, at: datetime, zone: ZoneInfo) -> int:
    """The number of the shift that runs at an instant, else of the next one; 0 when none follows."""
    for occurrence in occurrences(rotation, wall_at(at, zone) - rotation.duration - MARGIN):
        shift = as_turn(rotation, occurrence, zone)
        if shift is not None and shift.end > at:
            return occurrence.number
    return 0


def as_turn(rotation: Rolling, occurrence: Occurrence, zone: ZoneInfo) -> Turn | None:
    ends = occurrence.wall + rotation.duration
    start, end = to_utc(occurrence.wall, zone), to_utc(min(ends, rotation.until or ends), zone)
    return Turn(start, end, occurrence.number) if start < end else None


def occurrences(rotation: Rolling, earliest: datetime) -> Iterator[Occurrence]:
    """The occurrences from a wall time on, in order; without end unless the rotation has one."""
    ways = {"hour": in_steps, "day": in_steps, "week": in_weeks, "month": in_months}
    for occurrence in ways[rotation.freq](rotation, max(earliest, rotation.start)):
        if rotation.until is not None and occurrence.wall >= rotation.until:
            return
        yield occurrence


def in_steps(rotation: Rolling, earliest: datetime) -> Iterator[Occurrence]:
    """By hours or days. A turn passes only where a shift takes place."""
    grouped = rotation.freq == "day" and rotation.by_day is not None
    hours = (24 if rotation.freq == "day" else 1) * (1 if grouped else rotation.interval)
    step = timedelta(hours=hours)
    cycle = [serves(rotation, rotation.start + step * at) for at in range(WEEK_HOURS // gcd(hours, WEEK_HOURS))]
    if not any(cycle):
        return
    for at in count((earliest - rotation.start) // step):
        whole, rest = divmod(at, len(cycle))
        if cycle[rest]:
            served = whole * sum(cycle) + sum(cycle[:rest])
            yield Occurrence(rotation.start + step * at, served // rotation.interval if grouped else served)


def in_weeks(rotation: Rolling, earliest: datetime) -> Iterator[Occurrence]:
    """By weeks that begin on `week_start`: every day of `by_day`, or the day of `start`. A week is one turn."""
    monday = rotation.start - DAY * ((rotation.start.weekday() - rotation.week_start) % 7)
    period = timedelta(weeks=rotation.interval)
    days = [monday + DAY * step for step in range(7)]
    days = [day for day in days if serves(rotation, day) and (rotation.by_day is not None or day == rotation.start)]
    passed = int(not any(day >= rotation.start for day in days))
    for at in count((earliest - monday) // period) if days else ():
        walls = [day + period * at for day in days]
        yield from (Occurrence(wall, at - passed) for wall in walls if wall >= rotation.start)


def in_months(rotation: Rolling, earliest: datetime) -> Iterator[Occurrence]:
    """By months: every day of `by_day`, or the day of `start` (the last day of a month too short for it)."""
    if rotation.by_day is not None and not rotation.by_day:
        return
    passed = int(not any(wall >= rotation.start for wall in month_of(rotation, 0)))
    for at in count(months_between(rotation.start, earliest) // rotation.interval):
        walls = month_of(rotation, at)
        yield from (Occurrence(wall, at - passed) for wall in walls if wall >= rotation.start)


def month_of(rotation: Rolling, number: int) -> list[datetime]:
    wall = months_later(rotation.start, number * rotation.interval)
    if rotation.by_day is None:
        return [wall]
    days = range(1, monthrange(wall.year, wall.month)[1] + 1)
    return [wall.replace(day=day) for day in days if date(wall.year, wall.month, day).weekday() in rotation.by_day]


def serves(rotation: Rolling, wall: datetime) -> bool:
    return rotation.by_day is None or wall.weekday() in rotation.by_day
