"""A roster as data: layers, rotations, windows, exceptions entered at the desk. Calculates nothing.

Wall times are naive datetimes in the roster's zone; instants are aware. Everything is half-open: [start, end). People
are handles. Refused (with a sentence) is what no calculation could answer; what never comes to pass (a span that ends
before it begins, a layer whose windows are none) only has no effect, for whoever pages at night needs an answer.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal, TypeAlias

from afterhours.rules.hours import Hours
from ivr.errors import Refused

Group: TypeAlias = tuple[str, ...]
Unit: TypeAlias = Literal["hour", "day", "week", "month"]
When: TypeAlias = Literal["always", "windows", "out_of_hours", "in_hours", "holiday_dates"]
Kind: TypeAlias = Literal["replace", "add", "remove", "take_over"]


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


@dataclass(frozen=True, slots=True)
class DutyWindow:
    """From `start` to `end` of local time on `days` (weekdays, 0 is Monday): the days on which it starts.

    It ends `end_day_offset` days later; None: on the same day, or on the next when `end` is not after `start`.
    """

    days: frozenset[int]
    start: time
    end: time
    end_day_offset: int | None = None

    @property
    def days_later(self) -> int:
        return int(self.end <= self.start) if self.end_day_offset is None else self.end_day_offset


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Who is on duty `when`, from `valid_from` until `valid_until` (instants)."""

    name: str
    rotation: Rotation
    priority: int = 0
    when: When = "always"
    windows: tuple[DutyWindow, ...] = ()
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def __post_init__(self) -> None:
        for each in (self.valid_from, self.valid_until):
            instant(each, f"the validity of layer {self.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """An exception entered at the desk: a swap, sick cover, an extra shift. `by` entered it, for this `reason`.

    replace: `add` in place of `remove`, while one of `remove` is really on duty; add: `add` as well;
    remove: `remove` is not on duty; take_over: `add` in place of everybody, of several the highest `priority`.
    """

    kind: Kind
    start: datetime
    end: datetime
    add: Group = ()
    remove: Group = ()
    priority: int = 0
    by: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        span(self.start, self.end, "an override")


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporaryShift:
    """A stretch of a temporary schedule in which `people` are on duty."""

    start: datetime
    end: datetime
    people: Group

    def __post_init__(self) -> None:
        span(self.start, self.end, "a shift of a temporary schedule")


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporarySchedule:
    """For its span nothing counts but its own shifts: no layer, no override, and its gaps are gaps."""

    start: datetime
    end: datetime
    shifts: tuple[TemporaryShift, ...] = ()
    name: str = ""
    by: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        span(self.start, self.end, "a temporary schedule")


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """One roster in its own zone.

    combine: `priority` - the layers of the highest priority that have somebody; `all` - every layer that has
    somebody. `hours` are those of the service: what in_hours, out_of_hours and holiday_dates mean. `overrides` in the
    order in which they were entered: each works on what those before it left.
    """

    name: str
    zone: str
    layers: tuple[Layer, ...]
    combine: Literal["priority", "all"] = "priority"
    hours: Hours | None = None
    overrides: tuple[Override, ...] = ()
    temporary: tuple[TemporarySchedule, ...] = ()

    def __post_init__(self) -> None:
        for layer in self.layers:
            if layer.when in ("out_of_hours", "in_hours", "holiday_dates") and self.hours is None:
                raise Refused(f"layer {layer.name} of roster {self.name} follows opening hours; name them")


def naive(wall: datetime, what: str) -> None:
    if wall.tzinfo is not None:
        raise Refused(f"{what} is a time on the wall; leave out the zone, it is the roster's")


def instant(at: datetime | None, what: str) -> None:
    if at is not None and at.utcoffset() is None:
        raise Refused(f"{what} needs an instant with its zone, such as 2026-11-01T05:30:00Z")


def span(start: datetime, end: datetime, what: str) -> None:
    instant(start, what)
    instant(end, what)


def at_least_one(number: int, what: str) -> None:
    if number < 1:
        raise Refused(f"{what} is {number}; give 1 or more")


def within(index: int, members: tuple[Group, ...], what: str) -> None:
    if members and not 0 <= index < len(members):
        raise Refused(f"{what} lets number {index} start, and there are only {len(members)}; count from 0")
