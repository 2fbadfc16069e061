"""What is written in a script for `ivr call`, or typed at its prompt: one order a line. Reads words, does nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ivr.errors import Refused

Verb: TypeAlias = Literal[
    "from", "to", "at", "callee", "press", "say", "hear", "wait", "skip", "hang up", "people", "answer", "decline",
    "press at", "hang up at", "help",
]  # fmt: skip

HELP = """\
  press 1 (or just 1)      keys: digits, * and #
  says "burst pipe"        words (or just "burst pipe")
  wait 6                   let six seconds pass at once
  skip                     go on to what happens next
  hang up
  people                   whose telephone rings, or talks
  answer NAME, decline NAME, press NAME 1, hang up NAME
In a script also, before the first of these:
  from +15195550123 (or withheld)   to main   at 2026-12-26 02:15   callee ann accepts
  hears "words"            fails when they are not heard; # begins a remark"""
PATTERNS: tuple[tuple[str, Verb], ...] = (
    (r"from:?\s+(?P<value>\S.*)", "from"),
    (r"(?:to|line):?\s+(?P<value>\S.*)", "to"),
    (r"at:?\s+(?P<value>\S.*)", "at"),
    (r"callee:?\s+(?P<who>\S+)\s+(?P<value>[\w-]+)", "callee"),
    (r"(?:press(?:es)?\s+)?(?P<value>[0-9*#]+)", "press"),
    (r"press(?:es)?\s+(?P<who>\D\S*)\s+(?P<value>[0-9*#]+)", "press at"),
    (r"says?\s+(?P<value>\S.*)", "say"),
    (r'(?P<value>["“].*["”])', "say"),
    (r"hears?\s+(?P<value>\S.*)", "hear"),
    (r"waits?(?:\s+(?P<value>\d+(?:\.\d+)?)\s*s?)?", "wait"),
    (r"skip", "skip"),
    (r"hangs?[ _-]up", "hang up"),
    (r"hangs?[ _-]up\s+(?P<who>\S+)", "hang up at"),
    (r"people", "people"),
    (r"answers?\s+(?P<who>\S.*)", "answer"),
    (r"declines?\s+(?P<who>\S.*)", "decline"),
    (r"help|\?", "help"),
)


@dataclass(frozen=True, slots=True)
class Order:
    """One line. `value`: keys, words, seconds, a number, a time, a way to answer; `who`: a person's name or handle."""

    verb: Verb
    value: str = ""
    who: str = ""
    line: int = 0


def order(text: str, line: int = 0) -> Order:
    """Raises Refused with what may be written."""
    for pattern, verb in PATTERNS:
        found = re.fullmatch(pattern, text.strip(), re.IGNORECASE | re.DOTALL)
        if found:
            parts = found.groupdict()
            return Order(verb, (parts.get("value") or "").strip(" \"'“”"), (parts.get("who") or "").strip(), line)
    where = f"Line {line}: " if line else ""
    raise Refused(f"{where}“{text.strip()}” is nothing that can be done. There are:\n{HELP}")


def orders(script: str) -> Iterator[Order]:
    """The orders of a script; empty lines and remarks (# and a blank) are left out. Raises Refused."""
    for number, text in enumerate(script.splitlines(), 1):
        if text.strip() and not re.match(r"\s*#(\s|$|!)", text):
            yield order(text, number)
