"""Turns of a continuous rotation: numbered stretches of time, from hand-over to hand-over.

Hand-overs are counted on the wall clock and mapped to UTC one by one, so a day may last 23 or 25 hours. Where two
hand-overs fall on one instant, or the later one before the earlier, the later one counts and the turn between them
does not take place.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from afterhours.rules.local_time import latest_wall, to_utc
from afterhours.rules.rosters.rotations import Continuous

LENGTHS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}


class Turn(NamedTuple):
    """A stretch [start, end) in UTC and the number of the turn it belongs to."""

    start: datetime
    end: datetime
    number: int


def turns(rotation: Continuous, since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[Turn]:
    """The turns that overlap [since, until) (UTC), clipped to it, in order."""
    first, last = turn_at(rotation, since, zone), turn_at(rotation, until, zone)
    handovers = sorted((to_utc(handover(rotation, number), zone), number) for number in range(first + 1, last + 1))
    current, start = first, since
    for at, number in handovers:
        if at >= until:
            break
        if at > start:
            yield Turn(start, at, current)
            start = at
        current = max(current, number)
    if start < until:
        yield Turn(start, until, current)


def turn_at(rotation: Continuous, at: datetime, zone: ZoneInfo) -> int:
    """The number of the turn that runs at an instant: the highest whose hand-over has been. 0 begins at `start`."""
    number = whole_turns(rotation, latest_wall(at, zone))
    while to_utc(handover(rotation, number), zone) > at:
        number -= 1
    return number


def handover(rotation: Continuous, number: int) -> datetime:
    """The wall time at which a turn begins."""
    if rotation.unit == "month":
        return months_later(rotation.start, number * rotation.every)
    return rotation.start + LENGTHS[rotation.unit] * rotation.every * number


def whole_turns(rotation: Continuous, wall: datetime) -> int:
    """How many turns have begun since the first at a wall time; with months one more where its day is still to come."""
    if rotation.unit == "month":
        return months_between(rotation.start, wall) // rotation.every
    return (wall - rotation.start) // (LENGTHS[rotation.unit] * rotation.every)


def months_between(start: datetime, end: datetime) -> int:
    """From the month of one wall time to the month of another."""
    return (end.year - start.year) * 12 + end.month - start.month


def months_later(start: datetime, months: int) -> datetime:
    """The same day and time some months on; a month too short for it gives its last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))
