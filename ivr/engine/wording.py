"""Filling the words: the closed list of `{placeholders}`, and how numbers and dates are spoken."""

import re
from collections.abc import Mapping
from datetime import date

PLACEHOLDERS: Mapping[str, str] = {
    "case.number": "the number of this call's case",
    "caller.number": "the number the caller can be reached at",
    "line.name": "the name of the line that was dialled",
    "council.name": "the council the line belongs to",
    "emergency.number": "the emergency number of the place",
}

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

_MONTHS: Mapping[str, str] = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


MONTH_FIRST = ("en-CA", "en-US")


def placeholders_in(text: str) -> list[str]:
    """Every name between braces, known or not, in order."""
    return [name.strip() for name in _PLACEHOLDER.findall(text)]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced; an unknown one is left as it is (`ivr check` refuses it)."""
    if "{" not in text:
        return text
    return _PLACEHOLDER.sub(lambda found: values.get(found[1].strip(), found[0]), text)


def spoken_digits(number: str, group: int = 3) -> str:
    """Digits one by one, with a pause after each group: `482719360` -> `4 8 2, 7 1 9, 3 6 0`."""
    digits = [character for character in number if character.isdigit()]
    groups = [digits[at : at + group] for at in range(0, len(digits), group)]
    return ", ".join(" ".join(each) for each in groups)


def spoken_phone(e164: str) -> str:
    """A telephone number as people of its country say it: 3-3-4 in North America, without the country code."""
    if e164.startswith("+1") and len(e164) == 12:
        return f"{spoken_digits(e164[2:8])}, {spoken_digits(e164[8:], 4)}"
    if e164.startswith("+44"):
        return _spoken_british("0" + e164[3:])
    return spoken_digits(e164)


def _spoken_british(number: str) -> str:
    """3-4-4 where the area code is short (020 7946 0123), else 5-3-3 (01632 960 123, 07700 900 123)."""
    code, group = (number[:3], 4) if number.startswith("02") else (number[:5], 3)
    return f"{' '.join(code)}, {spoken_digits(number[len(code) :], group)}"


def spoken_date(day: date, language: str, locale: str = "") -> str:
    """A date as people say it: `December 26, 2026` in North America, `26 December 2026` in other English."""
    month = _MONTHS[language].split()[day.month - 1]
    if language == "fr":
        return f"{'1er' if day.day == 1 else day.day} {month} {day.year}"
    if locale in MONTH_FIRST or not locale:
        return f"{month} {day.day}, {day.year}"
    return f"{day.day} {month} {day.year}"
