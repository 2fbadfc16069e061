"""Times of rosters.yaml: days with or without a time, hand-overs, how often, how long. All are wall times."""

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from afterhours.rules.rosters.rotations import Unit
from afterhours.site.hours import weekday
from afterhours.site.values import day_of
from ivr.flowfile.nodes import Node
from ivr.flowfile.places import Place
from ivr.flowfile.texts import Reading, scalar_of

MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:(?:\s+|T)(\d{1,2}:\d\d))?", re.ASCII)
CLOCK = re.compile(r"(\d{1,2}):(\d\d)", re.ASCII)
HANDOVER = re.compile(r"(?:(?:(?P<weekday>[a-z]+)|(?P<day>\d{1,2})(?:st|nd|rd|th)?)\s+)?(?P<at>\d{1,2}:\d\d)", re.ASCII)
OFTEN: dict[str, Unit] = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month"}
EVERY = re.compile(r"every\s+(?:(?P<number>\d{1,4})\s+)?(?P<unit>hour|day|week|month)s?", re.ASCII)
LENGTH = re.compile(r"(\d{1,4})\s*(minutes?|min|m|hours?|h|days?|d)", re.ASCII)
MINUTES = {"m": 1, "h": 60, "d": 1440}


class Moment(NamedTuple):
    """A day, and the time of day where one was written."""

    day: date
    at: time | None
    place: Place

    def wall(self, otherwise: time) -> datetime:
        return datetime.combine(self.day, self.at if self.at is not None else otherwise)


class Handover(NamedTuple):
    """The time at which one goes and the next comes, on a weekday (0 is Monday) or a day of the month."""

    at: time
    weekday: int | None
    day: int | None
    place: Place


class Often(NamedTuple):
    """Every so many hours, days, weeks or months."""

    unit: Unit
    every: int


def moment(node: Node, reading: Reading) -> Moment | None:
    """2026-01-05, or 2026-01-05 08:30."""
    scalar = scalar_of(node, "a day such as 2026-01-05", reading)
    if scalar is None:
        return None
    found = MOMENT.fullmatch(scalar.text.strip())
    day, at = (day_of(found[1]), clock(found[2])) if found else (None, None)
    if found is None or day is None or (found[2] and at is None):
        reading.refuse(scalar, "a day", "write year, month and day, and the time if it matters: 2026-01-05 08:30")
        return None
    return Moment(day, at, scalar.place)


def clock(text: str | None) -> time | None:
    """08:30; None for what no clock shows."""
    found = CLOCK.fullmatch(text or "")
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def handover(node: Node, reading: Reading) -> Handover | None:
    """`mon 08:30`, `08:30`, or `15 08:30` for the 15th of each month."""
    scalar = scalar_of(node, 'a time of handing over such as "mon 08:30"', reading)
    if scalar is None:
        return None
    found = HANDOVER.fullmatch(" ".join(scalar.text.casefold().split()))
    named = weekday(found["weekday"]) if found and found["weekday"] else None
    at = clock(found["at"]) if found else None
    if found is None or at is None or (found["weekday"] and named is None) or not 1 <= int(found["day"] or 1) <= 31:
        mend = 'write "mon 08:30" for weeks, "08:30" for days, "15 08:30" for months'
        reading.refuse(scalar, "a time of handing over", mend)
        return None
    return Handover(at, named, int(found["day"]) if found["day"] else None, scalar.place)


def often(node: Node, reading: Reading) -> Often | None:
    """`weekly`, or `every 2 weeks`."""
    scalar = scalar_of(node, "how often people take turns, such as weekly", reading)
    if scalar is None:
        return None
    typed = " ".join(scalar.text.casefold().split())
    if typed in OFTEN:
        return Often(OFTEN[typed], 1)
    found = EVERY.fullmatch(typed)
    if found is None or int(found["number"] or 1) < 1:
        mend = "write hourly, daily, weekly or monthly, or every 2 weeks"
        reading.refuse(scalar, "how often people take turns", mend)
        return None
    return Often(unit_of(found["unit"]), int(found["number"] or 1))


def unit_of(typed: str) -> Unit:
    return next(unit for unit in OFTEN.values() if unit == typed)


def length(node: Node, reading: Reading) -> timedelta | None:
    """How long a shift lasts: 15h, 90m, 2 days 16h."""
    scalar = scalar_of(node, "how long a shift lasts, such as 15h", reading)
    if scalar is None:
        return None
    typed = scalar.text.casefold().strip()
    parts = LENGTH.findall(typed)
    minutes = sum(int(number) * MINUTES[unit[0]] for number, unit in parts)
    if LENGTH.sub("", typed).strip() or not minutes:
        reading.refuse(scalar, "a length of time", "write it as 15h, 90m, or 2 days 16h")
        return None
    return timedelta(minutes=minutes)


def told(day: date) -> str:
    """A day as it is told to people: Mon 2026-01-05."""
    return f"{day:%a} {day.isoformat()}"
