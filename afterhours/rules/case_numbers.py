"""Case numbers: eight digits in no visible order and a check digit, to be spoken and typed on a keypad.

The database hands out positions 0, 1, 2, ...; each becomes one number, and no two the same. The check digit is Damm's
(H. M. Damm, 2004): any one wrong digit, and any two neighbours exchanged, are noticed. A number never begins with 0,
which people and spreadsheets drop.
"""

from collections.abc import Iterator

from ivr.errors import Refused

LENGTH = 9
FIRST, POSITIONS = 10_000_000, 90_000_000
STRIDE, SHIFT = 55_621_193, 27_182_818
"""The stride shares no factor with `POSITIONS` (2, 3, 5), so every position leads to another number."""

DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
"""A totally anti-symmetric quasigroup of order 10."""


def number_at(position: int) -> str:
    """The case number of a position, nine digits. Raises Refused when all numbers are used up (after 90 million)."""
    if not 0 <= position < POSITIONS:
        raise Refused(f"There is no case number at position {position}: there are {POSITIONS:,} in all.")
    body = str(FIRST + (position * STRIDE + SHIFT) % POSITIONS)
    return body + str(_interim(body))


def block(first: int, count: int) -> Iterator[str]:
    """The numbers of `count` positions from `first` on."""
    return map(number_at, range(first, first + count))


def written(number: str) -> str:
    """For people to read: 123-456-789."""
    return "-".join(_groups(number))


def spoken(number: str) -> str:
    """For a voice: digit by digit, with a pause between the groups."""
    return ", ".join(" ".join(group) for group in _groups(number))


def parse(text: str) -> str:
    """The nine digits of a case number as somebody typed or read it, with spaces, dots or dashes.

    Raises Refused for what cannot be a case number, saying which.
    """
    digits = _digits(text)
    if not _only_digits(digits):
        raise Refused(f'"{text}" is no case number: it has {LENGTH} digits, such as 123-456-786.')
    if len(digits) != LENGTH:
        raise Refused(f'"{text}" has {len(digits)} digits, and a case number has {LENGTH}.')
    if _interim(digits) != 0:
        raise Refused(f'"{text}" is no case number: a digit is wrong, or two are exchanged. Compare it once more.')
    return digits


def has_form(text: str) -> bool:
    """Whether somebody meant a case number, rightly typed or not."""
    return _only_digits(_digits(text)) and len(_digits(text)) == LENGTH


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign not in " -–.\u00a0")


def _only_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _interim(digits: str) -> int:
    row = 0
    for digit in digits:
        row = DAMM[row][int(digit)]
    return row


def _groups(number: str) -> list[str]:
    return [number[start : start + 3] for start in range(0, len(number), 3)]
