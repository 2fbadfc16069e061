"""Instants and durations as people at a desk read them: "02:15 · 3 min ago", the zone and UTC on hover."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import Flask
from flask_babel import get_locale, gettext, ngettext

MINUTE, HOUR, DAY = 60, 3600, 86400
DAYS_TOLD = 14
"""Older than this many days, "ago" helps nobody."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in its council's zone: `short` in a list, `dated` with its day, `full` on hover, `iso` for machines.

    `zone` is its short name; `ago` is empty for what is long past; `today` is whether it is of the same day as now.
    """

    iso: str
    zone: str
    short: str
    dated: str
    seconds: str
    full: str
    ago: str
    today: bool


def register(app: Flask) -> None:
    app.jinja_env.filters["duration"] = duration


def moment(at: datetime, zone: str, now: datetime) -> Moment:
    """`at` and `now` aware; `zone` an IANA name."""
    local = at.astimezone(ZoneInfo(zone))
    same_day = local.date() == now.astimezone(ZoneInfo(zone)).date()
    same_year = local.year == now.astimezone(ZoneInfo(zone)).year
    dated = written(local, "EEE d MMM HH:mm" if same_year else "d MMM yyyy HH:mm")
    return Moment(
        iso=at.astimezone(UTC).isoformat(),
        zone=local.tzname() or zone,
        short=written(local, "HH:mm") if same_day else dated,
        dated=dated,
        seconds=written(local, "HH:mm:ss"),
        full=f"{written(local, 'EEEE d MMMM yyyy HH:mm:ss')} {zone} · {at.astimezone(UTC):%H:%M:%S} UTC",
        ago=ago(at, now),
        today=same_day,
    )


def written(local: datetime, pattern: str) -> str:
    return format_datetime(local, pattern, tzinfo=local.tzinfo, locale=get_locale())


def ago(at: datetime, now: datetime) -> str:
    """How long before `now`, in one unit; empty for the future and for what is long past."""
    seconds = int((now - at).total_seconds())
    if seconds < 0 or seconds >= DAYS_TOLD * DAY:
        return ""
    said: str
    if seconds < MINUTE:
        said = gettext("just now")
    elif seconds < HOUR:
        said = gettext("%(number)s min ago", number=seconds // MINUTE)
    elif seconds < DAY:
        said = gettext("%(number)s h ago", number=seconds // HOUR)
    else:
        said = ngettext("%(num)s day ago", "%(num)s days ago", seconds // DAY)
    return said


def duration(seconds: int | None) -> str:
    """192 -> "3 min 12 s"; unknown is a dash."""
    if seconds is None:
        return "–"
    hours, rest = divmod(int(seconds), HOUR)
    minutes, left = divmod(rest, MINUTE)
    parts = [(hours, "h"), (minutes, "min"), (left, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"
