"""Closing days of a calendar: those of a public list, and the municipality's own changes to it.

The public list is handed in as it was read (date -> name); no library is asked here, so what was shown and published
is what holds. Days are told apart by their dates, never by their names, which depend on a library's language.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from ivr.errors import Refused

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
NTH_DAY = re.compile(rf"({'|'.join(NTH)})\s+([a-z]+)\s+(?:of|in)\s+([a-z]+)")
FIXED_DAY = re.compile(r"(?:(\d{1,2})\s+([a-z]+)|([a-z]+)\s+(\d{1,2}))", re.ASCII)


@dataclass(frozen=True, slots=True)
class Yearly:
    """A day that comes every year: the `day` of `month`, or the `nth` (-1: the last) `weekday` (0 is Monday) of it."""

    name: str
    month: int
    day: int | None = None
    weekday: int | None = None
    nth: int = 1

    def date_in(self, year: int) -> date | None:
        """Its date; None in a year without it: 29 February, a fifth Tuesday."""
        days = monthrange(year, self.month)[1]
        if self.weekday is None:
            return date(year, self.month, self.day) if self.day and self.day <= days else None
        those = [day for day in range(1, days + 1) if date(year, self.month, day).weekday() == self.weekday]
        at = self.nth - 1 if self.nth > 0 else len(those) + self.nth
        return date(year, self.month, those[at]) if at < len(those) else None


class Holiday(NamedTuple):
    """A line of the list that is shown. `source`: the list's name, `local`, or `every year`; `kept`: it counts."""

    day: date
    name: str
    source: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Holidays:
    """`public`: the days of the list named `source`. `added` and `removed` days are local; what is added stays."""

    source: str = ""
    public: Mapping[date, str] = field(default_factory=dict)
    added: Mapping[date, str] = field(default_factory=dict)
    removed: frozenset[date] = frozenset()
    yearly: tuple[Yearly, ...] = ()

    def name_on(self, day: date) -> str | None:
        """The name of the holiday on a day, None on an ordinary one."""
        if day in self.added:
            return self.added[day]
        if day in self.removed:
            return None
        return next((each.name for each in self.yearly if each.date_in(day.year) == day), self.public.get(day))

    def listed(self, first: date, last: date) -> Iterator[Holiday]:
        """Every entry from `first` to `last` (both included) by date, the removed ones too, for people to check."""
        repeated = [(each.date_in(year), each) for each in self.yearly for year in range(first.year, last.year + 1)]
        entries = [Holiday(day, name, self.source, self._kept(day)) for day, name in self.public.items()]
        entries += [Holiday(day, name, "local", kept=True) for day, name in self.added.items()]
        entries += [Holiday(day, each.name, "every year", self._kept(day)) for day, each in repeated if day]
        yield from sorted(entry for entry in entries if first <= entry.day <= last)

    def _kept(self, day: date) -> bool:
        return day not in self.removed or day in self.added


def read_yearly(name: str, text: str) -> Yearly:
    """`first tue of oct`, `last monday of may`, `24 dec` or `dec 24`. Raises Refused."""
    typed = text.strip().casefold()
    if found := NTH_DAY.fullmatch(typed):
        return Yearly(name, _month(found[3], text), weekday=_weekday(found[2], text), nth=NTH[found[1]])
    if found := FIXED_DAY.fullmatch(typed):
        day, month = int(found[1] or found[4]), _month(found[2] or found[3], text)
        if 1 <= day <= monthrange(2024, month)[1]:
            return Yearly(name, month, day)
    raise Refused(f'"{text}" is not a day of every year; write "first tue of oct", "last mon of may" or "24 dec"')


def _weekday(typed: str, text: str) -> int:
    return _among(WEEKDAYS, ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), typed, text)


def _month(typed: str, text: str) -> int:
    full = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october")
    return _among(MONTHS, (*full, "november", "december"), typed, text) + 1


def _among(short: tuple[str, ...], full: tuple[str, ...], typed: str, text: str) -> int:
    for at, names in enumerate(zip(short, full, strict=True)):
        if typed in names:
            return at
    raise Refused(f'"{typed}" in "{text}" is neither a weekday nor a month where one belongs; write "first tue of oct"')
