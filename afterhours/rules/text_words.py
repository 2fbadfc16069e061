"""What somebody wants who texts one of our numbers: a pure reading of their words, in English and French.

STOP, START and HELP are words of the networks and count alone, as the provider reads them too. WHO and TAKE count only
with nothing but digits behind them: "Who do I call about garbage" is a resident's question.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Wish: TypeAlias = Literal["stop", "start", "help", "who", "take", "other"]

ALONE: Mapping[str, Wish] = {
    **dict.fromkeys(("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "arret"), "stop"),
    **dict.fromkeys(("start", "unstop", "yes"), "start"),
    **dict.fromkeys(("help", "info", "aide"), "help"),
}
WITH_DIGITS: Mapping[str, Wish] = {"who": "who", "qui": "who", "take": "take", "prendre": "take"}
COMMAND = re.compile(r"(who|qui|take|prendre)[\s:,#.\-]*([\d\s.\-]*)")
CASE_DIGITS = 9
NO_WORD = re.compile(r"[^a-z]+")
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`wish`, and for WHO and TAKE the digits that came with it; "" for what was not given.

    `case`: digits as they were typed; whether they are a case number is not said.
    """

    wish: Wish
    pin: str = ""
    case: str = ""


def read_text(body: str) -> Wanted:
    """Never refuses: what is no command is `other`."""
    said = simple(body)
    if found := COMMAND.fullmatch(said):
        return Wanted(WITH_DIGITS[found[1]], *split(found[2]))
    return Wanted(ALONE.get(NO_WORD.sub("", said), "other") if len(said.split()) == 1 else "other")


def split(digits: str) -> tuple[str, str]:
    """The PIN is the first group; what follows is the case number, however it is grouped."""
    pin, _, rest = digits.strip().partition(" ")
    return re.sub(r"\D", "", pin), re.sub(r"\D", "", rest)


def simple(body: str) -> str:
    """In small letters, without accents, in one line."""
    plain = unicodedata.normalize("NFKD", body).encode("ascii", "ignore").decode()
    return " ".join(plain.lower().split())


def without_digits(body: str) -> str:
    """The words as they may be kept where digits may be somebody's PIN."""
    return DIGITS.sub("****", body)
