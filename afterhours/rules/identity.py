"""How sure one can be of who is on the telephone. Pure: records and answers in, a verdict out.

The number alone never proves anybody: it makes a record possible. Names are told only after questions whose answers are
no public facts, compared by the program, so that nobody at a desk has to see the record in order to check it.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["none", "cli_match", "cli_attested", "kba_passed", "callback_to_number_on_file"]
LEVELS: tuple[Level, ...] = ("none", "cli_match", "cli_attested", "kba_passed", "callback_to_number_on_file")
CHECKS = ("account", "number", "address", "name")
"""What a question can be compared with: the council's own id of the record, another number on it, address, name."""
PUBLIC = frozenset({"address", "name"})
"""Anybody can look these up: alone they prove nothing."""
ENOUGH = 2
"""So many right answers, one of them no public fact."""
MOST_TRIES = 3
"""So many checks may fail in one call; afterwards a name is not told in it, and everything else goes on."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a record says. `numbers` E.164; `shared`: whether another record has the caller's number, too."""

    key: str
    name: str
    account: str
    address: str
    numbers: Collection[str]
    shared: bool = False


def by_number(shared: Sequence[bool], caller_state: str, attestation: str | None) -> Level:
    """What the caller's number alone says; `shared`: of each record that has it."""
    if not shared or caller_state != "presented":
        return "none"
    alone = len(shared) == 1 and not shared[0]
    return "cli_attested" if alone and attestation == "A" else "cli_match"


def identified(given: Mapping[str, str], records: Sequence[Known], caller: str | None) -> str | None:
    """The key of the one record that all answers fit, or None. `given`: kind of check -> what was said.

    Numbers are E.164 by now; the one that rings proves nothing and counts as no answer.
    """
    asked = {kind: said for kind, said in given.items() if said and not (kind == "number" and said == caller)}
    if len(asked) < ENOUGH or not set(asked) - PUBLIC:
        return None
    fitting = [each.key for each in records if all(fits(kind, said, each) for kind, said in asked.items())]
    return fitting[0] if len(fitting) == 1 else None


def fits(kind: str, said: str, record: Known) -> bool:
    """Whether one answer agrees with the record, however it is spelt."""
    match kind:
        case "account":
            return bool(plain(said)) and plain(said) == plain(record.account)
        case "number":
            return said in record.numbers
        case "address":
            words, there = set(words_of(said)), set(words_of(record.address))
            return len(words) > 1 and any(each[0].isdigit() for each in words) and words <= there
        case "name":
            words, there = set(words_of(said)), set(words_of(record.name))
            return len(words) > 1 and words <= there
    return False


def words_of(text: str) -> list[str]:
    """Lower case, without accents and punctuation."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))
    return re.findall(r"[^\W_]+", bare)


def plain(text: str) -> str:
    return "".join(words_of(text))
