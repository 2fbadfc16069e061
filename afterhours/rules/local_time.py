"""Local time: wall clocks and instants, one rule for both nights on which the clocks change.

A local time that does not exist is moved on by the length of the gap; of two equal local times the first is meant
(PEP 495 with fold=0, which is RFC 5545's and Temporal's "compatible"). The same rule maps beginnings and ends, so
what ends at 02:30 and what begins at 02:30 always meet. Everything that is compared or subtracted here is UTC: two
aware datetimes of one ZoneInfo are compared by their wall clocks.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def to_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which a clock on the wall (naive) shows `wall`."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def exists(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether a clock on the wall ever shows `wall` (naive): in spring an hour is left out."""
    return wall_at(to_utc(wall, zone), zone) == wall


def wall_at(at: datetime, zone: ZoneInfo) -> datetime:
    """What the clock on the wall (naive) shows at an instant (aware)."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def latest_wall(at: datetime, zone: ZoneInfo) -> datetime:
    """A wall time (naive) after which none has been at `at`: ahead of the clock on the night the clocks go back."""
    moment = at.astimezone(UTC)
    return max(moment.replace(tzinfo=None) + offset(moment + step, zone) for step in (-DAY, timedelta(), DAY))


def offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which a local day begins."""
    return to_utc(datetime.combine(day, time()), zone)


def days_between(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included."""
    return [first + DAY * step for step in range((last - first).days + 1)]
