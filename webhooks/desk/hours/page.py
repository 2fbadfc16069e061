"""The calendars as the page of hours shows them: now, the next weeks as a calendar, and the holidays of a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import get_locale

from afterhours.rules.days_ahead import Day, clock, days_ahead, next_change
from afterhours.rules.holidays import Holiday
from afterhours.rules.hours import Hours, reason
from afterhours.rules.local_time import wall_at
from webhooks.desk.hours import words
from webhooks.desk.names import Names, holiday
from webhooks.desk.words import Look, plain

WEEKS = 4
QUARTER = timedelta(minutes=15)
USUAL = timedelta(hours=2)
"""What the form proposes for an order's length."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the calendar. `hours` is empty on a day that is closed throughout; `notes` say what is special."""

    iso: str
    short: str
    full: str
    hours: tuple[str, ...]
    notes: tuple[str, ...]
    today: bool
    past: bool


@dataclass(frozen=True, slots=True)
class HolidayRow:
    day: str
    name: str
    source: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Order:
    """An order that holds: by whom, until when, and why."""

    opens: bool
    by: str
    until: str
    reason: str


@dataclass(frozen=True, slots=True)
class Card:
    """One calendar. `until` is what the form proposes, as a field of date and time has it."""

    key: str
    name: str
    council: str
    zone: str
    look: Look
    why: str
    change: str
    order: Order | None
    weeks: list[list[Cell]]
    holidays: list[HolidayRow]
    source: str
    until: str


def card_of(hours: Hours, names: Names, now: datetime) -> Card:
    """`hours` with the orders that hold; `now` aware."""
    state, today = reason(hours, now), wall_at(now, ZoneInfo(hours.zone)).date()
    return Card(
        key=hours.name,
        name=plain(hours.name).capitalize(),
        council=names.council(hours.tenant),
        zone=hours.zone,
        look=words.standing(opens=state.open),
        why=words.why(hours, state.why),
        change=words.change(hours, next_change(hours, now)),
        order=order_of(hours, now),
        weeks=list(weeks_of(hours, today)),
        holidays=[row_of(each) for each in hours.holidays.listed(today, today + timedelta(days=365))],
        source=hours.holidays.source,
        until=proposed(now, hours.zone),
    )


def order_of(hours: Hours, now: datetime) -> Order | None:
    found = reason(hours, now)
    if found.why.source != "switch" or found.why.until is None:
        return None
    return Order(found.open, found.why.by, words.local(found.why.until, hours), found.why.name)


def weeks_of(hours: Hours, today: date) -> Iterator[list[Cell]]:
    """From Monday of this week."""
    monday = today - timedelta(days=today.weekday())
    cells = [cell_of(hours, each, today) for each in days_ahead(hours, monday, monday + timedelta(7 * WEEKS - 1))]
    for at in range(0, len(cells), 7):
        yield cells[at : at + 7]


def cell_of(hours: Hours, day: Day, today: date) -> Cell:
    zone = ZoneInfo(hours.zone)
    return Cell(
        iso=day.day.isoformat(),
        short=format_date(day.day, "d MMM" if day.day.day == 1 or day.day == today else "d", locale=get_locale()),
        full=format_date(day.day, "EEEE d MMMM yyyy", locale=get_locale()),
        hours=tuple(f"{clock(start, day.day, zone)}–{clock(end, day.day, zone)}" for start, end in day.windows),
        notes=tuple(words.notes(hours, day)),
        today=day.day == today,
        past=day.day < today,
    )


def row_of(entry: Holiday) -> HolidayRow:
    day = format_date(entry.day, "EEE d MMM yyyy", locale=get_locale())
    return HolidayRow(day, holiday(entry.name), words.list_name(entry.source), entry.kept)


def proposed(now: datetime, zone: str) -> str:
    """A time two hours from now, on a quarter of an hour."""
    wall = wall_at(now + USUAL, ZoneInfo(zone)).replace(second=0, microsecond=0)
    return f"{wall + (QUARTER - timedelta(minutes=wall.minute % 15)) % QUARTER:%Y-%m-%dT%H:%M}"


def weekday_names() -> list[tuple[str, str]]:
    """(short, in full), Monday first."""
    monday = date(2024, 1, 1)
    days = [monday + timedelta(step) for step in range(7)]
    return [tuple(format_date(day, form, locale=get_locale()) for form in ("EEE", "EEEE")) for day in days]  # type: ignore[misc]
