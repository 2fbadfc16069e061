"""Why a calendar is open or closed, in the reader's language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _

from afterhours.rules.days_ahead import Day, clock, source_of
from afterhours.rules.holidays import Holiday
from afterhours.rules.hours import Hours, Stretch, Why
from afterhours.rules.local_time import wall_at
from webhooks.desk.names import holiday
from webhooks.desk.words import Look
from webhooks.pages.times import written

UNBROKEN = "\N{NON-BREAKING HYPHEN}"
"""CA-ON stays on one line."""


def standing(*, opens: bool) -> Look:
    return Look(_("Open"), "ring", "done") if opens else Look(_("Closed"), "square")


def why(hours: Hours, reason: Why) -> str:
    """What decides, as a short sentence without its end."""
    said: str
    match reason.source:
        case "holiday":
            said = f"{holiday(reason.name)} · {list_name(source_of(hours, reason))}"
        case "exception":
            said = dated(reason)
        case "switch":
            said = _("by order of %(who)s: %(reason)s", who=reason.by, reason=reason.name)
        case _:
            said = _("as every week")
    return said


def dated(reason: Why) -> str:
    """An exception, by its days."""
    if reason.first is None or reason.last is None:
        return reason.name
    first = format_date(reason.first, "d MMM", locale=get_locale())
    if reason.first == reason.last:
        said: str = _("special date")
    else:
        last = format_date(reason.last, "d MMM", locale=get_locale())
        said = _("special dates %(first)s – %(last)s", first=first, last=last)
    return f"{reason.name}, {said}" if reason.name else said


def list_name(source: str) -> str:
    """Where a holiday comes from."""
    said: dict[str, str] = {"local": _("added here"), "every year": _("every year here")}
    return said.get(source, source.replace("-", UNBROKEN))


def notes(hours: Hours, day: Day) -> list[str]:
    """Everything a reader should know of a day beside its hours; nothing of an ordinary one."""
    found = [part(hours, day, each) for each in day.reasons if each.why.source != "week"]
    return found + [not_kept(each) for each in day.holidays if not each.kept]


def part(hours: Hours, day: Day, stretch: Stretch) -> str:
    if stretch.why.source != "switch":
        return why(hours, stretch.why)
    zone = ZoneInfo(hours.zone)
    span = f"{clock(stretch.start, day.day, zone)}–{clock(stretch.end, day.day, zone)}"
    word = _("open %(span)s", span=span) if stretch.open else _("closed %(span)s", span=span)
    return f"{word}, {why(hours, stretch.why)}"


def not_kept(entry: Holiday) -> str:
    said: str = _("%(name)s (%(source)s) is no holiday here", name=holiday(entry.name), source=list_name(entry.source))
    return said


def change(hours: Hours, stretch: Stretch | None) -> str:
    """What comes next, with its day and time."""
    said: str
    if stretch is None:
        said = _("No change in the next 90 days")
    elif stretch.open:
        said = _("Opens %(when)s", when=local(stretch.start, hours))
    else:
        said = _("Closes %(when)s", when=local(stretch.start, hours))
    return said


def local(at: datetime, hours: Hours) -> str:
    return written(wall_at(at, ZoneInfo(hours.zone)).replace(tzinfo=ZoneInfo(hours.zone)), "EEE d MMM HH:mm")
