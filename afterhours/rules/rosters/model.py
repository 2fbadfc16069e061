"""A roster as data: layers, windows, and the exceptions entered at the desk. Calculates nothing.

Everything is half-open: [start, end). Refused (with a sentence) is what no calculation could answer; what never comes
to pass (a span that ends before it begins, a layer whose windows are none) only has no effect, for whoever pages at
night needs an answer.
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal, TypeAlias

from afterhours.rules.hours import Hours
from afterhours.rules.rosters.rotations import Group, Rotation, instant
from ivr.errors import Refused

When: TypeAlias = Literal["always", "windows", "out_of_hours", "in_hours", "holiday_dates"]
Kind: TypeAlias = Literal["replace", "add", "remove", "take_over"]


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


def span(start: datetime, end: datetime, what: str) -> None:
    instant(start, what)
    instant(end, what)
