"""Opening hours: weekly windows, holidays, dated exceptions and a switch, reckoned in the calendar's own zone.

A window belongs to the day it begins on; one that ends at or before its beginning runs over midnight. What holds on a
day is the most exact entry: a dated exception of one day, then a holiday, then a range (the shorter the better), then
the week. A switch outranks them all until it expires. The two nights on which the clocks change: `local_time`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from afterhours.rules.holidays import Holidays
from afterhours.rules.local_time import DAY, days_between, midnight, to_utc, wall_at
from ivr.errors import Refused

NO_HOLIDAYS = Holidays()
Source: TypeAlias = Literal["week", "holiday", "exception", "switch"]


@dataclass(frozen=True, slots=True)
class Window:
    """From `opens` to `closes` of local time, the end excluded. `closes` at or before `opens` is on the next day."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class DatedException:
    """What holds from `first` to `last` (both included) in place of the week; no windows means closed."""

    first: date
    last: date
    windows: tuple[Window, ...] = ()
    name: str = ""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Switch:
    """Open or closed from `since` until `until` (aware), whatever the calendar says; of two the later one holds."""

    opens: bool
    since: datetime
    until: datetime
    by: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        if self.since.utcoffset() is None or self.until.utcoffset() is None:
            raise Refused("a switch needs instants with their zone, such as 2026-11-01T05:30:00Z")
        if self.until.timestamp() <= self.since.timestamp():
            raise Refused("a switch has to expire after it begins; give a later time")


@dataclass(frozen=True, slots=True)
class Hours:
    """One named calendar. `week`: weekday (0 is Monday) -> windows; a missing day is closed.

    `tenant`: the council whose offices keep these hours.
    """

    name: str
    zone: str
    week: Mapping[int, tuple[Window, ...]]
    exceptions: tuple[DatedException, ...] = ()
    holidays: Holidays = NO_HOLIDAYS
    switches: tuple[Switch, ...] = ()
    tenant: str = ""


class Why(NamedTuple):
    """What decided: its `source`, and its name (of a holiday or an exception) or reason (of a switch).

    `first` and `last`: the days of an exception or a holiday. `by` and `until`: who set a switch, and when it expires.
    """

    source: Source
    name: str = ""
    first: date | None = None
    last: date | None = None
    by: str = ""
    until: datetime | None = None


class State(NamedTuple):
    """Open or closed, and why."""

    open: bool
    why: Why


class Stretch(NamedTuple):
    """From `start` until `end` (UTC) a calendar is open or closed for one reason."""

    start: datetime
    end: datetime
    open: bool
    why: Why


class Opening(NamedTuple):
    """A window in UTC, and what gave it its hours."""

    start: datetime
    end: datetime
    why: Why


WEEK = Why("week")


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether the calendar is open at `at` (aware)."""
    return reason(hours, at).open


def reason(hours: Hours, at: datetime) -> State:
    """Whether the calendar is open at `at` (aware), and what decides it."""
    zone, moment = ZoneInfo(hours.zone), at.astimezone(UTC)
    today = wall_at(moment, zone).date()
    return _state(hours, moment, _openings(hours, (today - DAY, today), zone), today)


def windows_between(hours: Hours, since: datetime, until: datetime) -> Iterator[Stretch]:
    """What callers meet from `since` to `until` (aware): open and closed stretches without a gap, in order."""
    zone, first, last = ZoneInfo(hours.zone), since.astimezone(UTC), until.astimezone(UTC)
    days = days_between(wall_at(first, zone).date() - 2 * DAY, wall_at(last, zone).date() + DAY)
    waiting = sorted(_openings(hours, days, zone), reverse=True, key=lambda each: each.start)
    running: list[Opening] = []
    current: Stretch | None = None
    for start, end in pairwise(_moments(hours, waiting, [midnight(day, zone) for day in days], first, last)):
        running = [each for each in running if each.end > start]
        while waiting and waiting[-1].start <= start:
            running.append(waiting.pop())
        state = _state(hours, start, running, wall_at(start, zone).date())
        if current is not None and (current.open, current.why) == state:
            current = current._replace(end=end)
            continue
        if current is not None:
            yield current
        current = Stretch(start, end, *state)
    if current is not None:
        yield current


def entry_of(hours: Hours, day: date) -> tuple[tuple[Window, ...], Why]:
    """The windows that begin on `day`, and the most exact entry for it, which they come from."""
    exact = min((each for each in hours.exceptions if each.first <= day <= each.last), key=_days, default=None)
    holiday = hours.holidays.name_on(day)
    if exact is not None and (exact.days == 1 or holiday is None):
        return exact.windows, Why("exception", exact.name, exact.first, exact.last)
    if holiday is not None:
        return (), Why("holiday", holiday, day, day)
    return hours.week.get(day.weekday(), ()), WEEK


def _days(exception: DatedException) -> int:
    return exception.days


def _state(hours: Hours, moment: datetime, openings: list[Opening], today: date) -> State:
    switch = _switch_at(hours, moment.timestamp())
    if switch is not None:
        return State(switch.opens, Why("switch", switch.reason, by=switch.by, until=switch.until))
    for opening in openings:
        if opening.start <= moment < opening.end:
            return State(True, opening.why)
    return State(False, entry_of(hours, today)[1])


def _switch_at(hours: Hours, moment: float) -> Switch | None:
    """The switch that holds at a moment (seconds of the epoch): of several the one that began last."""
    holding = [each for each in hours.switches if each.since.timestamp() <= moment < each.until.timestamp()]
    return max(reversed(holding), key=lambda each: each.since.timestamp(), default=None)


def _openings(hours: Hours, days: Iterable[date], zone: ZoneInfo) -> list[Opening]:
    """The windows that begin on these days, without those that the change of the clocks swallows."""
    found = []
    for day in days:
        windows, why = entry_of(hours, day)
        for window in windows:
            last = day + DAY if window.closes <= window.opens else day
            start = to_utc(datetime.combine(day, window.opens), zone)
            end = to_utc(datetime.combine(last, window.closes), zone)
            found += [Opening(start, end, why)] if start < end else []
    return found


def _moments(
    hours: Hours, openings: list[Opening], midnights: list[datetime], since: datetime, until: datetime
) -> list[datetime]:
    """Every moment from `since` to `until` at which the calendar may open, close, or be so for another reason."""
    moments = {*midnights, *(at for each in openings for at in (each.start, each.end))}
    moments |= {at.astimezone(UTC) for each in hours.switches for at in (each.since, each.until)}
    return sorted({since, until} | {at for at in moments if since < at < until}) if since < until else []
