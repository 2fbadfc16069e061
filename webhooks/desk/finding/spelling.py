"""How words are spelled for a search: without accents, umlauts both ways, postcodes in one piece.

The indexes of the database spell what is written of cases by the same rules (`ivr_spelled` in revision 0019).
"""

import re
import unicodedata
from collections.abc import Iterator

BETWEEN = re.compile(r"[\x01-\x2f:-@\[-`{-\xbf\u2000-\u206f\u3000-\u303f]+")
POSTCODE = re.compile(
    r"\b([a-z][0-9][a-z]|[a-z]{1,2}[0-9][a-z0-9]?)[ -]([0-9][a-z][0-9]|[0-9][a-z]{2})\b", re.IGNORECASE
)
NUMBER = re.compile(r"[0-9][0-9 ()./\-\u00a0\u2010-\u2015]{5,}")
MARKS = re.compile("[\u0300-\u036f]")
UMLAUT = re.compile("([aouAOU])\u0308")
LETTERS = str.maketrans({"ß": "ss", "ẞ": "ss", "œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
STROKES = str.maketrans("øØłŁđĐðÐı", "oollddddi")
LONGEST = 60


def plain(said: str) -> str:
    """In small letters, without accents."""
    bare = unicodedata.normalize("NFKD", said.translate(LETTERS).translate(STROKES))
    return MARKS.sub("", bare).lower()


def umlauts(said: str) -> str:
    """Umlauts as they are written where there are none: Mueller for Müller."""
    return UMLAUT.sub(r"\1e", unicodedata.normalize("NFKD", said))


def words(said: str) -> list[tuple[str, ...]]:
    """The words, each in all its spellings."""
    whole = POSTCODE.sub(r"\1\2", said)
    pairs = zip(parted(plain(whole)), parted(plain(umlauts(whole))), strict=True)
    return [tuple(dict.fromkeys(each[:LONGEST] for each in pair)) for pair in pairs]


def parted(said: str) -> list[str]:
    return [word for word in BETWEEN.split(said) if word]


def numbers(said: str) -> Iterator[tuple[int, int, str]]:
    """Where telephone numbers may stand in a text: (begin, end, digits), one for each group a number may begin at."""
    for run in NUMBER.finditer(said):
        for group in re.finditer(r"(?<![0-9])[0-9]", run[0]):
            digits = "".join(sign for sign in run[0][group.start() :] if sign.isdigit())
            end = run.start() + len(run[0].rstrip(" ()./-\u00a0"))
            yield run.start() + group.start(), end, digits
