"""Until when a request should be dealt with: a plain time, or the end of a business day of the office."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from afterhours.rules.hours import Hours, windows_between
from afterhours.rules.local_time import midnight, wall_at


class BusinessDays:
    """The days on which an office opens between two instants (aware), worked out once for many requests.

    A day counts for a request when the office opens after the request came: what comes in the night is due at the end
    of the coming day, what comes at noon at the end of the next one.
    """

    def __init__(self, office: Hours, since: datetime, until: datetime) -> None:
        self._since = since
        days = list(days_of(office, since, until))
        self._opens, self._closes = [first for first, _ in days], [last for _, last in days]

    def end_of(self, number: int, after: datetime) -> datetime | None:
        """The last closing (UTC) of the `number`-th day after an instant; None where that is out of sight."""
        at = bisect_right(self._opens, after) + number - 1
        return self._closes[at] if after >= self._since and at < len(self._closes) else None


def days_of(office: Hours, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The first opening and the last closing of each day on which the office opens, from the day of `since`."""
    zone = ZoneInfo(office.zone)
    first = midnight(wall_at(since, zone).date(), zone)
    opened = (stretch for stretch in windows_between(office, first, until) if stretch.open)
    for _, stretches in groupby(opened, key=lambda each: wall_at(each.start, zone).date()):
        day = list(stretches)
        yield day[0].start, day[-1].end


def due_at(
    opened: datetime, seconds: int | None, business_days: int | None, days: BusinessDays | None
) -> datetime | None:  # fmt: skip
    """The instant (UTC); None where there is no target, or no office whose days could be counted."""
    if seconds:
        return opened + timedelta(seconds=seconds)
    return days.end_of(business_days, opened) if days and business_days else None
