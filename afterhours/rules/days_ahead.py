"""A calendar day by day, as callers will meet it: when it is open, and every reason that has a say in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from afterhours.rules.holidays import Holiday
from afterhours.rules.hours import Hours, Stretch, Why, windows_between
from afterhours.rules.local_time import DAY, days_between, midnight, wall_at

LONGEST_LOOK = timedelta(days=90)
"""So far ahead a change is looked for; a calendar that has none within it is always open, or always closed."""


@dataclass(frozen=True, slots=True)
class Day:
    """One local day. `stretches` cover it without a gap; `holidays` are the entries of the list for it.

    A holiday that is not kept, or that hours of this day outrank, is among `holidays` too, for people to see.
    """

    day: date
    stretches: tuple[Stretch, ...]
    holidays: tuple[Holiday, ...] = ()

    @property
    def windows(self) -> list[tuple[datetime, datetime]]:
        """When it is open (UTC), whatever the reasons; windows that touch are one."""
        found: list[tuple[datetime, datetime]] = []
        for each in self.stretches:
            if each.open and found and found[-1][1] == each.start:
                found[-1] = (found[-1][0], each.end)
            elif each.open:
                found.append((each.start, each.end))
        return found

    @property
    def reasons(self) -> list[Stretch]:
        """One stretch for each reason, in order; the ordinary week only where it is the only one."""
        first: dict[Why, Stretch] = {}
        for each in self.stretches:
            first.setdefault(each.why, each)
        special = [each for why, each in first.items() if why.source != "week"]
        return special or list(first.values())


def days_ahead(hours: Hours, first: date, last: date) -> Iterator[Day]:
    """Every local day from `first` to `last`, both included."""
    zone = ZoneInfo(hours.zone)
    holidays = list(hours.holidays.listed(first, last))
    for day in days_between(first, last):
        stretches = windows_between(hours, midnight(day, zone), midnight(day + DAY, zone))
        yield Day(day, tuple(stretches), tuple(each for each in holidays if each.day == day))


def source_of(hours: Hours, why: Why) -> str:
    """The list a holiday comes from, such as CA-ON; empty for other reasons."""
    if why.source != "holiday" or why.first is None:
        return ""
    return next((each.source for each in hours.holidays.listed(why.first, why.first) if each.name == why.name), "")


def next_change(hours: Hours, at: datetime) -> Stretch | None:
    """The first stretch after `at` (aware) in which it is closed instead of open, or the other way round."""
    now: bool | None = None
    for stretch in windows_between(hours, at, at + LONGEST_LOOK):
        now = stretch.open if now is None else now
        if stretch.open != now:
            return stretch
    return None


def clock(at: datetime, day: date, zone: ZoneInfo) -> str:
    """An instant on the clock of a local day, the end of the day as 24:00."""
    wall = wall_at(at, zone)
    return "24:00" if wall.date() > day else f"{wall:%H:%M}"
