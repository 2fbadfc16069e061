"""One sentence of a diagnosis: how things are, and what mends them."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`level`: a fault keeps callers from being answered, a warning will be regretted. `mend`: what to do, or ""."""

    level: Level
    sentence: str
    mend: str = ""


def ok(sentence: str) -> Finding:
    return Finding("ok", sentence)


def warning(sentence: str, mend: str) -> Finding:
    return Finding("warning", sentence, mend)


def fault(sentence: str, mend: str) -> Finding:
    return Finding("fault", sentence, mend)
