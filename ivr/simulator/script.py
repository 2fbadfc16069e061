"""The words between a leg's script and the exchange. A script is a generator: it asks for a wait or a fetch, and gets
a signal back. Being cut off and being redirected are exceptions thrown into it. Values only.
"""

from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum
from typing import Literal, TypeVar

from ivr.simulator.twiml.document import Document


@dataclass(frozen=True)
class Target:
    """Where a leg goes next: an address to request (absolute) with parameters, or TwiML given over REST.

    With `method` GET the parameters go into the address, where they are signed with it.
    """

    url: str = ""
    params: tuple[tuple[str, str], ...] = ()
    twiml: str | None = None
    method: str = "POST"


@dataclass(frozen=True)
class Wait:
    """Wait until something comes: `seconds` pass, a key, words, or news of another leg."""

    seconds: float | None = None
    keys: bool = False
    speech: bool = False
    news: bool = False


@dataclass(frozen=True)
class Fetch:
    """Post the leg's parameters to the target; answered by the document."""

    target: Target
    purpose: str = "document"


@dataclass(frozen=True)
class Elapsed:
    """The time waited for is over."""


@dataclass(frozen=True)
class Key:
    digit: str


@dataclass(frozen=True)
class Spoken:
    """Words, and how many seconds it took to say them."""

    text: str
    seconds: float


@dataclass(frozen=True)
class News:
    """Something happened to another leg, or to the conference the leg is in: its SID and what."""

    leg: str
    what: Literal["answered", "ready", "ended", "left", "started", "over"]


@dataclass(frozen=True)
class Picked:
    """The person who was rung answered (`answered`), or the ringing came to nothing with this status."""

    status: str


class HungUp(Exception):
    """Thrown into the script of a leg that was cut off; it may still post its last action."""


class Redirected(Exception):
    """Thrown into the script of a leg that REST sends elsewhere."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.url or "twiml")
        self.target = target


class Outcome(Enum):
    """How a leg's documents ended."""

    RAN_OUT = "ran out"
    HANGUP = "hangup"
    REJECTED = "rejected"
    BUSY = "busy"


Request = Wait | Fetch
Signal = Elapsed | Key | Spoken | News | Picked | Document | None
Result = TypeVar("Result")
Script = Generator[Request, Signal, Result]
