"""Rotations as data: who follows whom, and when. Calculates nothing.

Wall times are naive datetimes in the roster's zone, instants are aware. People are handles; a group serves together.
Refused (with a sentence) is what no calculation could answer.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from ivr.errors import Refused

Group: TypeAlias = tuple[str, ...]
Unit: TypeAlias = Literal["hour", "day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Change:
    """From the wall time `at` on the rotation has other members; what was before stays.

    `starts`: index into `members` of who has the shift that runs at that moment, else the next one.
    """

    at: datetime
    members: tuple[Group, ...]
    starts: int = 0

    def __post_init__(self) -> None:
        naive(self.at, "a change of a rotation")
        within(self.starts, self.members, "a change of a rotation")


@dataclass(frozen=True, slots=True)
class IndexAt:
    """The group `index` of the members is on duty at the instant `at`; the turns before and after follow from it."""

    at: datetime
    index: int

    def __post_init__(self) -> None:
        instant(self.at, "the pointer of a rotation")


@dataclass(frozen=True, slots=True)
class Single:
    """One group, always."""

    people: Group
    changes: tuple[Change, ...] = ()

    @property
    def members(self) -> tuple[Group, ...]:
        return (self.people,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuous:
    """One group after the other without a pause: a turn lasts `every` units of wall time, counted from `start`.

    A month too short for the day of `start` hands over on its last day. Before `start` the turns go on backwards, or
    nobody is on duty.
    """

    unit: Unit
    start: datetime
    members: tuple[Group, ...]
    every: int = 1
    index_at: IndexAt | None = None
    before_start: Literal["extend", "nobody"] = "extend"
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        naive(self.start, "the start of a rotation")
        at_least_one(self.every, "the length of a turn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolling:
    """Shifts with pauses between them: each begins anew and lasts `duration` of wall time.

    `interval` is the distance of two shifts, not their length. `by_day` (weekdays, 0 is Monday):
    hour: shifts that begin on other days do not take place, and nobody's turn passes on them;
    day: a shift on each of these days, and `interval` of them in a row are one group's turn;
    week: a shift on each of these days of every `interval`th week (which begins on `week_start`), a week one turn;
    month: the same with months. No shift begins at or after `until`, and one that runs then ends.
    """

    freq: Unit
    start: datetime
    duration: timedelta
    members: tuple[Group, ...]
    interval: int = 1
    by_day: frozenset[int] | None = None
    week_start: int = 0
    until: datetime | None = None
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        naive(self.start, "the start of a rotation")
        at_least_one(self.interval, "the distance between two shifts")
        if self.duration <= timedelta():
            raise Refused("a shift has to last some time; give a duration of a minute or more")


Rotation: TypeAlias = Single | Continuous | Rolling


def naive(wall: datetime, what: str) -> None:
    if wall.tzinfo is not None:
        raise Refused(f"{what} is a time on the wall; leave out the zone, it is the roster's")


def instant(at: datetime | None, what: str) -> None:
    if at is not None and at.utcoffset() is None:
        raise Refused(f"{what} needs an instant with its zone, such as 2026-11-01T05:30:00Z")


def at_least_one(number: int, what: str) -> None:
    if number < 1:
        raise Refused(f"{what} is {number}; give 1 or more")


def within(index: int, members: tuple[Group, ...], what: str) -> None:
    if members and not 0 <= index < len(members):
        raise Refused(f"{what} lets number {index} start, and there are only {len(members)}; count from 0")
