"""What can happen to a call that waits: the engine's inputs, the same for every channel."""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

RingResult: TypeAlias = Literal["talked", "no_answer", "busy", "failed", "declined"]


@dataclass(frozen=True, slots=True)
class Arrived:
    """The call is here; nothing has been said."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Keys, without the finish key: `0-9*#`."""

    keys: str


@dataclass(frozen=True, slots=True)
class Said:
    """Recognised speech, or the body of a text. Confidence is 0..1 or unknown, and never relied on."""

    text: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing came within the time given."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording ended. `recording` is the provider's id, `seconds` may be 0; `hung_up` when the caller left."""

    recording: str
    seconds: int
    url: str = ""
    hung_up: bool = False


@dataclass(frozen=True, slots=True)
class RingEnded:
    """The attempt to reach somebody ended; `seconds` of talking."""

    result: RingResult
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Called:
    """The program itself has called the live call here, because something it waits for has happened."""


Input: TypeAlias = Arrived | Pressed | Said | Silent | Recorded | RingEnded | Called

_BETWEEN_DIGITS = re.compile(r"[\s()+]+|(?<=\d)-(?=\d)|,(?=\s)|\.$")
"""What recognisers and people write between digits; a decimal point or a minus changes the number and is none of it."""
_KEYS = re.compile(r"[0-9*#]+")


def meant(given: Input) -> Input:
    """Keys without a key, and speech without a word, are silence."""
    match given:
        case Pressed(keys) if not keys:
            return Silent()
        case Said(text) if not text.strip():
            return Silent()
        case _:
            return given


def keyed(given: Input) -> str | None:
    """The keys of an input: pressed, or spoken or written as digits ("1.", "482 719 360"); None when there are none."""
    match given:
        case Pressed(keys):
            return keys
        case Said(text):
            digits = _BETWEEN_DIGITS.sub("", text.strip())
            return digits if _KEYS.fullmatch(digits) else None
        case _:
            return None
