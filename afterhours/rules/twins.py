"""Closing days of last year that nobody has written down for this year yet.

Only dates that people wrote are looked at: what comes from a public list, or every year, comes by itself.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from afterhours.rules.hours import DatedException, Hours, entry_of
from afterhours.rules.local_time import days_between

AHEAD = timedelta(days=60)
NEAR = timedelta(days=7)
"""So far apart two years' closing days are still the same one: most of them move with their weekday."""


def untwinned(hours: Hours, today: date) -> Iterator[DatedException]:
    """The dated entries of last year whose days come within the next 60 days, and that this year lacks."""
    dated = [*hours.exceptions, *(DatedException(day, day, name=name) for day, name in hours.holidays.added.items())]
    for each in sorted(dated, key=lambda entry: entry.first):
        near = a_year_later(each.first) <= today + AHEAD and a_year_later(each.last) >= today
        later = [other for other in dated if other.first > each.last]
        if near and makes_a_difference(hours, each) and not has_twin(hours, each, later):
            yield each


def makes_a_difference(hours: Hours, entry: DatedException) -> bool:
    """Whether any of its days would have had other hours without it."""
    others = tuple(each for each in hours.exceptions if each != entry)
    listed = replace(hours.holidays, added={})
    plain = replace(hours, exceptions=others, holidays=listed)
    return any(entry_of(plain, day)[0] != entry.windows for day in days_between(entry.first, entry.last))


def has_twin(hours: Hours, entry: DatedException, later: list[DatedException]) -> bool:
    """Whether this year has an entry like it, one for just this day, or is closed then without any."""
    first, last = a_year_later(entry.first), a_year_later(entry.last)
    if any(is_like(entry, each) or each.first == first for each in later):
        return True
    return not entry.windows and all(not entry_of(hours, day)[0] for day in days_between(first, last))


def is_like(entry: DatedException, other: DatedException) -> bool:
    """Closed, or with hours, as the other is, and at its time of the year, or at its distance from Easter."""
    if bool(entry.windows) != bool(other.windows):
        return False
    moved = since_easter(entry.first) == since_easter(other.first) and other.first.year == entry.first.year + 1
    first, last = a_year_later(entry.first), a_year_later(entry.last)
    return moved or (other.first <= last + NEAR and other.last >= first - NEAR)


def a_year_later(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap_day else day.day)


def since_easter(day: date) -> int:
    return (day - easter(day.year)).days


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    left = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + left - 7 * ((a + 11 * h + 22 * left) // 451) + 114, 31)
    return date(year, month, day + 1)
