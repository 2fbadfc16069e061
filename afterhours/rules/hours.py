"""Opening hours: weekly windows and dated exceptions, reckoned in the calendar's own zone.

A window belongs to the day it begins on; one that ends at or before its beginning runs over midnight. On the night the
clocks go back a window begins at the first of the two equal times and ends at the last; on the night they go forward
a time that does not exist is the moment of the change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


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

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Hours:
    """One named calendar. `week`: weekday (0 is Monday) -> windows; a missing day is closed."""

    name: str
    zone: str
    week: Mapping[int, tuple[Window, ...]]
    exceptions: tuple[DatedException, ...] = ()


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether the calendar is open at `at` (aware)."""
    zone = ZoneInfo(hours.zone)
    today = at.astimezone(zone).date()
    return any(
        begins <= at < ends
        for day in (today - DAY, today)
        for begins, ends in _spans(windows_of(hours, day), day, zone)
    )


def windows_of(hours: Hours, day: date) -> tuple[Window, ...]:
    """The windows that begin on `day`: those of the shortest exception it falls into, else of its weekday."""
    exceptions = [each for each in hours.exceptions if each.first <= day <= each.last]
    if exceptions:
        return min(exceptions, key=lambda each: each.days).windows
    return hours.week.get(day.weekday(), ())


def _spans(windows: tuple[Window, ...], day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Beginning and end of each window in UTC."""
    for window in windows:
        last = day + DAY if window.closes <= window.opens else day
        yield _instant(day, window.opens, zone, 0), _instant(last, window.closes, zone, 1)


def _instant(day: date, at: time, zone: ZoneInfo, fold: int) -> datetime:
    """A local time in UTC; `fold` picks among two equal ones (PEP 495)."""
    local = datetime.combine(day, at, zone)
    earlier, later = (local.replace(fold=each).astimezone(UTC) for each in (1, 0))
    if earlier < later and later.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        return _change(earlier, later, zone)
    return local.replace(fold=fold).astimezone(UTC)


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment between two instants (UTC) at which the zone's offset changes, to the second."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
