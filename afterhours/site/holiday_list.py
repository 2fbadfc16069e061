"""Public lists of holidays by date, from the library `holidays`, whose version is pinned.

The list covers the same years whoever asks, and whenever: a revision that is read again later says the same days.
The library is imported when a calendar first asks for a list, which is then kept.
"""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from ivr.flowfile.names import name as canonical

if TYPE_CHECKING:
    from holidays import HolidayBase

FIRST_YEAR, LAST_YEAR = 2020, 2049
"""No case is older than the service, and no municipality plans further."""
SUBSTITUTE = re.compile(r"(?: \((?:observed|estimated)[^)]*\))+$")
"""How the library marks a day kept in place of another."""


@dataclass(frozen=True, slots=True)
class PublicList:
    """The list called `code`: its `public` days, those of all its categories (`known`), and the days of every name.

    Names are compared in their canonical form; `spelt` gives them as the library does.
    """

    code: str
    public: Mapping[date, str]
    known: Mapping[date, str]
    days: Mapping[str, Set[date]]
    spelt: Mapping[str, str]

    def named(self, typed: str) -> Mapping[date, str] | None:
        """The days of this name with their substitutes; None for a name the list does not have."""
        found = self.days.get(canonical(typed))
        return None if found is None else {day: self.known[day] for day in sorted(found)}


@cache
def public_list(code: str) -> PublicList | None:
    """The list of a country (`GB`) or of a part of it (`CA-ON`), by ISO 3166-2; None when the library has none."""
    country, _, part = code.partition("-")
    try:
        shown = _read(country, part or None, None)
        known = _read(country, part or None, shown.supported_categories)
        abroad = _read(country, part or None, shown.supported_categories, "en_US")
    except NotImplementedError:
        return None
    days: dict[str, set[date]] = {}
    spelt: dict[str, str] = {}
    for day, name in (*_pairs(abroad), *_pairs(known)):
        plain = SUBSTITUTE.sub("", name)
        days.setdefault(canonical(plain), set()).add(day)
        spelt[canonical(plain)] = plain
    return PublicList(code, dict(sorted(shown.items())), dict(known.items()), days, spelt)


@cache
def names_in(code: str, language: str) -> Mapping[str, str]:
    """The list's names -> what they are called in `language`; empty for no list, or one the library cannot say so."""
    shown = public_list(code)
    country, _, part = code.partition("-")
    if shown is None or language not in (asked := _blank(country, part or None)).supported_languages:
        return {}
    public = _read(country, part or None, None, language)
    known = _read(country, part or None, asked.supported_categories, language)
    return {name: known[day] for day, name in shown.known.items() if day in known} | {
        name: public[day] for day, name in shown.public.items() if day in public
    }


@cache
def codes() -> tuple[str, ...]:
    """Every list there is."""
    import holidays

    parts = holidays.list_supported_countries(include_aliases=False).items()
    return tuple(code for country, regions in parts for code in (country, *(f"{country}-{each}" for each in regions)))


@cache
def edition() -> str:
    """The library and its version, as people may look it up."""
    return f"holidays {version('holidays')}"


def _read(country: str, part: str | None, categories: tuple[str, ...] | None, language: str = "") -> "HolidayBase":
    """In `language`, else in English as the country itself spells it; where the library cannot, in its own words."""
    import holidays

    known = _blank(country, part).supported_languages
    own = next((each for each in (language, f"en_{country}", "en_US") if each in known), None)
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return holidays.country_holidays(country, subdiv=part, years=years, language=own, categories=categories)


def _blank(country: str, part: str | None) -> "HolidayBase":
    """A list of no year, to ask what the library knows of it."""
    import holidays

    return holidays.country_holidays(country, subdiv=part)


def _pairs(days: "HolidayBase") -> Iterator[tuple[date, str]]:
    """Every day with each of its names."""
    for day, names in sorted(days.items()):
        for name in names.split("; "):
            yield day, name
