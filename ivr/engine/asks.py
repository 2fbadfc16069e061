"""Questions the engine cannot answer itself; `resolve` is handed one and returns the fact named beside it."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class IsOpen:
    """-> bool: is the opening-hours calendar `hours` open now?"""

    hours: str


@dataclass(frozen=True, slots=True)
class Today:
    """-> date: the local date of the line's council."""


@dataclass(frozen=True, slots=True)
class FindCase:
    """-> CaseFact | None: the case with this number (as typed: digits only) within the caller's council."""

    number: str


@dataclass(frozen=True, slots=True)
class NumbersOf:
    """-> tuple[str, ...]: the E.164 numbers of the person with this handle, in the order to try; may be empty."""

    person: str


Ask: TypeAlias = IsOpen | Today | FindCase | NumbersOf


@dataclass(frozen=True, slots=True)
class CaseFact:
    """What may be read out about a case, and nothing personal."""

    number: str
    status: str
    opened_on: date
