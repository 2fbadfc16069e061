"""Single values of site.yaml and services.yaml: zones, countries, locales, telephone numbers, days, names."""

import re
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError

from afterhours.site.model import Target
from ivr.errors import Refused
from ivr.flowfile.names import did_you_mean
from ivr.flowfile.nodes import Node, Scalar
from ivr.flowfile.texts import Reading, scalar_of
from ivr.phone import is_emergency_number, is_impossible, is_unassigned, normalise


@cache
def zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def countries() -> dict[str, str]:
    """Country code -> English name."""
    return {code: text for code, text in Locale("en").territories.items() if re.fullmatch("[A-Z]{2}", code)}


def zone(node: Node, reading: Reading) -> str | None:
    """A time zone with a place in its name: an abbreviation such as EST has no summer."""
    scalar = scalar_of(node, "a time zone such as America/Toronto", reading)
    if scalar is None:
        return None
    typed = scalar.text.strip()
    if typed not in zones() or "/" not in typed:
        by_city = {each.rpartition("/")[2]: each for each in sorted(zones())}
        meant = by_city.get(typed.replace(" ", "_").title())
        mend = f'did you mean "{meant}"?' if meant else _nearest_zone(typed)
        reading.refuse(scalar, "a time zone", mend)
        return None
    return ZoneInfo(typed).key


def _nearest_zone(typed: str) -> str:
    found = did_you_mean(typed, (each for each in zones() if "/" in each))
    return found if found.startswith("did") else "write it as continent and city, such as America/Toronto"


def country(node: Node, reading: Reading) -> str | None:
    """A country's two letters (ISO 3166)."""
    scalar = scalar_of(node, "a country's two letters", reading)
    if scalar is None:
        return None
    typed = scalar.text.strip()
    if typed not in countries():
        names = {text.casefold(): code for code, text in countries().items()} | {"uk": "GB"}
        meant = typed.upper() if typed.upper() in countries() else names.get(typed.casefold())
        mend = f'did you mean "{meant}"?' if meant else "write two letters, such as CA or GB"
        reading.refuse(scalar, "a country's two letters", mend)
        return None
    return typed


def locale(node: Node, reading: Reading) -> str | None:
    """A language with its country, such as en-CA."""
    scalar = scalar_of(node, "a locale such as en-CA", reading)
    if scalar is None:
        return None
    try:
        if re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?-[A-Z]{2}", scalar.text.strip()):
            Locale.parse(scalar.text.strip(), sep="-")
            return scalar.text.strip()
    except (ValueError, UnknownLocaleError):
        pass
    reading.refuse(scalar, "a locale", "write the language, a dash and the country: en-CA, fr-CA, en-GB")
    return None


def emergency_number(node: Node, reading: Reading) -> str | None:
    """The emergency number of the place, as it is spoken: digits, with spaces so that they are read one by one."""
    scalar = scalar_of(node, 'the emergency number, such as "9 1 1"', reading)
    if scalar is None:
        return None
    if not re.fullmatch(r"\d(?: ?\d){1,3}", scalar.text.strip(), re.ASCII):
        reading.refuse(scalar, "an emergency number", 'write its digits with spaces between them: "9 1 1"')
        return None
    return " ".join(scalar.text.replace(" ", ""))


def line_number(node: Node, reading: Reading) -> Scalar | None:
    """The number of a line, E.164 (in the scalar's text); an unassigned one is a warning."""
    scalar = scalar_of(node, 'a telephone number such as "+15195550100"', reading)
    if scalar is None:
        return None
    if not scalar.text.strip().startswith("+") and not is_emergency_number(scalar.text):
        reading.refuse(scalar, "a telephone number with its country", 'write it as "+15195550100", with quotes')
        return None
    try:
        number = normalise(scalar.text, "")
    except Refused as error:
        reading.fault(scalar.place, "bad-number", str(error).rstrip("."), "write the number of the line")
        return None
    if is_impossible(number):
        reading.refuse(scalar, "a number that a telephone can have", "compare it with the carrier's letter")
        return None
    if is_unassigned(number):
        what = f"{number} is in no range that its country has given out"
        mend = "compare it with the carrier's letter; numbers of stories and demonstrations are such"
        reading.faults.warning(scalar.place, "unassigned-number", what, mend)
    return Scalar(number, scalar.quoted, scalar.place)


def own_number(node: Node, reading: Reading) -> str | None:
    """A number of ours, E.164, read as that of a line is."""
    scalar = line_number(node, reading)
    return scalar.text if scalar else None


def day(node: Node, reading: Reading) -> date | None:
    """A date such as 2026-12-24."""
    scalar = scalar_of(node, "a date such as 2026-12-24", reading)
    if scalar is None:
        return None
    found = day_of(scalar.text)
    if found is None:
        reading.refuse(scalar, "a date", "write year, month and day: 2026-12-24")
    return found


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip(), re.ASCII) else None
    except ValueError:
        return None


TARGET = re.compile(
    r"(?P<number>\d{1,4})\s*(?P<unit>business days?|m|min|minutes?|h|hours?|d|days?|w|weeks?)", re.ASCII
)
UNITS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}


def target(node: Node, reading: Reading) -> Target | None:
    """Until when a request should be dealt with: 4h, 30 minutes, 2 weeks, or 1 business day."""
    scalar = scalar_of(node, "a time such as 4h or 1 business day", reading)
    if scalar is None:
        return None
    found = TARGET.fullmatch(" ".join(scalar.text.casefold().split()))
    if found is None or int(found["number"]) == 0:
        reading.refuse(scalar, "a target", "write it as 30m, 4h, 2 days, 1 week or 1 business day")
        return None
    number = int(found["number"])
    if found["unit"].startswith("business"):
        return Target(business_days=number)
    return Target(seconds=number * UNITS[found["unit"][0]])


def name_later(node: Node, reading: Reading) -> Scalar | None:
    """A name that is looked up when everything has been read."""
    return scalar_of(node, "a name", reading)
