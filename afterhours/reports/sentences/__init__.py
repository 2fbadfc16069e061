"""The words of the reports in each language the service speaks; one table a language, the same keys in all.

A sentence that counts has two forms, `..._one` and `..._other`: French says "0 appel", English "0 calls".
"""

from collections.abc import Mapping
from typing import Any

from afterhours.reports.sentences.english import ENGLISH
from afterhours.reports.sentences.french import FRENCH

OTHERWISE = "en"

WORDS: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "fr": FRENCH}


def spoken(language: str | None) -> str:
    """The language of the table that is nearest to what somebody speaks."""
    short = (language or "").replace("_", "-").partition("-")[0]
    return short if short in WORDS else OTHERWISE


def say(language: str, key: str, **values: Any) -> str:
    """`language`: one of `WORDS`. A key that is not there, such as a newer event, is said by its own name."""
    found = WORDS[language].get(key)
    return found.format(**values) if found is not None else key.partition("_")[2].replace("_", " ")


def counted(language: str, key: str, n: int, **values: Any) -> str:
    """The form for `n` things."""
    one = n in (0, 1) if language == "fr" else n == 1
    return say(language, f"{key}_{'one' if one else 'other'}", n=n, **values)


def length(seconds: float) -> str:
    """192 -> "3 min 12 s"; the same in both languages."""
    hours, rest = divmod(int(seconds), 3600)
    minutes, left = divmod(rest, 60)
    parts = [(hours, "h"), (minutes, "min"), (left, "s" if not hours else "")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number and unit) or "0 s"
