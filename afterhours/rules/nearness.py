"""Whether two places that callers told are near each other: the same street, told in words.

There is no map here. A house number that differs by little is the same place; who only names the street means all of
it. In doubt it is another place, for then somebody is called.
"""

import re
import unicodedata

NUMBERS_APART = 60
"""House numbers so far apart count as the same stretch of a street."""
KINDS = {
    "street": "st", "st": "st", "road": "rd", "rd": "rd", "avenue": "ave", "ave": "ave", "av": "ave",
    "drive": "dr", "dr": "dr", "lane": "ln", "ln": "ln", "court": "ct", "ct": "ct", "crescent": "cr", "cres": "cr",
    "rue": "st", "chemin": "rd", "boulevard": "blvd", "blvd": "blvd", "highway": "hwy", "hwy": "hwy",
}  # fmt: skip
EMPTY = frozenset({"the", "on", "at", "in", "of", "near", "corner", "and", "by", "la", "le", "les", "de", "du", "des",
                   "a", "au", "sur", "et", "coin", "it", "is", "its"})  # fmt: skip
WORD = re.compile(r"\w+")


def near(one: str, other: str) -> bool:
    """Whether both name the same street, and house numbers that are close where both have one."""
    (numbers, streets), (other_numbers, other_streets) = told(one), told(other)
    if not streets or not other_streets:
        return False
    if not (streets <= other_streets or other_streets <= streets):
        return False
    if not numbers or not other_numbers:
        return True
    return min(abs(mine - theirs) for mine in numbers for theirs in other_numbers) <= NUMBERS_APART


def told(place: str) -> tuple[set[int], frozenset[str]]:
    """(house numbers, words of the street) of a place as it was told."""
    words = WORD.findall(plain(place))
    numbers = {int(word) for word in words if word.isdecimal() and len(word) <= 6}
    named = [KINDS.get(word, word) for word in words if not word.isdecimal() and word not in EMPTY]
    return numbers, frozenset(named)


def plain(place: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", place.casefold()) if not unicodedata.combining(each))
