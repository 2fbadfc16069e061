"""The cells that imports have in common: telephone numbers, languages, ids that must not stand twice."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from afterhours.services.imports.file import BadRow, Row
from ivr.errors import Refused
from ivr.phone import normalise

MOST_CHARACTERS = 500
BETWEEN = re.compile(r"[;,|/\n]+|\s+(?=\+)")
"""What separates numbers beyond doubt; a blank may stand inside of one."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The council a file comes from: `country` for numbers without theirs, the languages of its lines."""

    tenant: str
    country: str
    languages: Collection[str]


def numbers_in(text: str, country: str) -> list[str]:
    """The numbers of a cell, E.164, each once, in order. Raises Refused with what is wrong with one of them."""
    found: list[str] = []
    for part in filter(None, (each.strip() for each in BETWEEN.split(text))):
        found += one_or_several(part, country)
    return list(dict.fromkeys(found))


def one_or_several(part: str, country: str) -> list[str]:
    """A number with blanks in it, or several numbers with blanks between them."""
    try:
        return [normalise(part, country)]
    except Refused:
        if " " not in part:
            raise
        return [normalise(each, country) for each in part.split()]


def language_in(text: str, known: Iterable[str]) -> str | None:
    """A language's tag; None for an empty cell. Raises Refused for one the lines do not speak."""
    tag = text.casefold().partition("-")[0].partition("_")[0]
    if tag and tag not in known:
        raise Refused(f'"{text}" is no language of the lines; they speak {", ".join(known)}')
    return tag or None


def text_in(row: Row, column: str, *, required: bool = False) -> str:
    """The text of a cell. Raises Refused when it must not be empty, is too long, or holds control characters."""
    text = row.cells.get(column, "")
    if required and not text:
        raise Refused(f"the column {column} is empty")
    if len(text) > MOST_CHARACTERS:
        raise Refused(f"the column {column} has {len(text)} characters, and {MOST_CHARACTERS} are the most")
    if any(ord(sign) < 32 and sign not in "\n\t" for sign in text):
        raise Refused(f"the column {column} holds signs that are no text")
    return " ".join(text.split())


def twice(rows: Iterable[tuple[int, str]], column: str) -> list[BadRow]:
    """The rows whose key stood in an earlier one. `rows`: (line, key)."""
    first: dict[str, int] = {}
    bad = []
    for line, key in rows:
        if first.setdefault(key, line) != line:
            bad.append(BadRow(line, f'the {column} "{key}" stands in line {first[key]} too'))
    return bad
