"""What the page offers to choose from: the lines, who is calling, the times. Names and words only; nothing is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from ivr.engine.model import Line
from ivr.phone import display
from webhooks.desk.names import Names
from webhooks.pages.times import written

SATURDAY, WEDNESDAY = 5, 2
A_YEAR_AND_A_BIT = 400
"""Days; the clocks change within them wherever they do."""

SHORTLY_BEFORE = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class LineChoice:
    """A line that can be rung. `zone` is IANA."""

    name: str
    number: str
    title: str
    shown: str
    council: str
    zone: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list: what is sent, and what is read."""

    value: str
    words: str


def line_choices(names: Names) -> list[LineChoice]:
    return [line_choice(line, names) for line in names.book.lines.values()]


def line_choice(line: Line, names: Names) -> LineChoice:
    shown = display(line.number, line.country)
    return LineChoice(line.name, line.number, names.line(line.name), shown, line.tenant_name, line.zone)


def callers() -> list[Choice]:
    """Whose telephone rings in; the last one is written by the visitor."""
    return [
        Choice("+15195550123", _("A household with records")),
        Choice("+15195550131", _("A household that speaks French")),
        Choice("+15195550198", _("Somebody without a record")),
        Choice("anonymous", _("A number that is withheld")),
        Choice("sip:+15195550150@sip.lakeview.example", _("A SIP telephone")),
        Choice("+441632960123", _("Somebody in Kent")),
        Choice("", _("Another number …")),
    ]


def times(now: datetime, zone: str) -> list[Choice]:
    """Times to pretend, as wall times of the line that is rung. `now` real and aware; `zone` the municipality's."""
    local = now.astimezone(ZoneInfo(zone))
    saturday, weekday = next_day(local, SATURDAY, time(2, 15)), next_day(local, WEDNESDAY, time(10, 0))
    return [
        Choice("", _("As the clock stands")),
        Choice("now", _("Now, in real time")),
        Choice(wall(saturday), _("%(time)s, at night", time=spoken(saturday))),
        Choice(wall(weekday), _("%(time)s, in the morning", time=spoken(weekday))),
        *(Choice(wall(night), _("%(time)s, the clocks change", time=spoken(night))) for night in clock_changes(local)),
        Choice("other", _("Another time …")),
    ]


def wall(local: datetime) -> str:
    return f"{local:%Y-%m-%dT%H:%M}"


def spoken(local: datetime) -> str:
    return written(local, "EEE d MMM HH:mm")


def next_day(local: datetime, weekday: int, at: time) -> datetime:
    """The next such day after today, at this wall time."""
    days = (weekday - local.weekday() - 1) % 7 + 1
    return datetime.combine(local.date() + timedelta(days=days), at, tzinfo=local.tzinfo)


def clock_changes(local: datetime) -> Iterator[datetime]:
    """Shortly before the clocks change next; nothing where they never do."""
    hour = local.replace(minute=0, second=0, microsecond=0)
    for days in range(A_YEAR_AND_A_BIT):
        day = hour.replace(hour=0) + timedelta(days=days)
        if day.utcoffset() != (day + timedelta(days=1)).utcoffset():
            yield (first_after(day).astimezone(UTC) - SHORTLY_BEFORE).astimezone(local.tzinfo)
            return


def first_after(day: datetime) -> datetime:
    """The instant of that day from which on its offset is another, in its zone."""
    instants = (day.astimezone(UTC) + timedelta(hours=hour) for hour in range(26))
    return next(at for at in (each.astimezone(day.tzinfo) for each in instants) if at.utcoffset() != day.utcoffset())
