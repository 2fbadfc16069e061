"""Until when a request should be dealt with: a plain time, or the end of a business day of the office."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby, islice
from zoneinfo import ZoneInfo

from afterhours.rules.hours import Hours, windows_between
from afterhours.rules.local_time import midnight, wall_at

LOOKED = timedelta(days=10)
"""So far ahead for each business day: Christmas closes an office for nine days."""


def due_at(opened: datetime, seconds: int | None, business_days: int | None, office: Hours | None) -> datetime | None:
    """The instant (UTC); None where there is no target, or no office whose days could be counted.

    A business day counts when the office opens after the request came: what comes in the night is due at the end of the
    coming day, what comes at noon at the end of the next one.
    """
    if seconds:
        return opened + timedelta(seconds=seconds)
    if not business_days or office is None:
        return None
    until = opened + LOOKED * (business_days + 1)
    ends = [end for start, end in business_days_of(office, opened, until) if start > opened]
    return next(islice(ends, business_days - 1, None), None)


def business_days_of(office: Hours, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The first opening and the last closing of each day on which the office opens, from the day of `since`."""
    zone = ZoneInfo(office.zone)
    first = midnight(wall_at(since, zone).date(), zone)
    opened = (stretch for stretch in windows_between(office, first, until) if stretch.open)
    for _, stretches in groupby(opened, key=lambda each: wall_at(each.start, zone).date()):
        day = list(stretches)
        yield day[0].start, day[-1].end
