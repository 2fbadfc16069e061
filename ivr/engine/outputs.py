"""What the engine wants done with the caller: some speeches, then exactly one closing."""

from dataclasses import dataclass
from typing import TypeAlias

from ivr.engine.words import Speech


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait for keys or speech.

    `wait`: seconds of silence allowed. `at_most`: digits after which it is complete at once (None: until `finish` or
    silence). `finish`: the key that ends the entry ("" when `*` and `#` are data). `hints`: expected phrases;
    `speech`: whether words are listened for, in `language`.
    """

    wait: int
    at_most: int | None
    finish: str
    speech: bool
    language: str
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakeRecording:
    """Record the caller: `at_most` seconds in all, ended by `silence` seconds of quiet or any of `finish` keys.

    `language`: the one in which the caller is likely to speak.
    """

    at_most: int
    silence: int
    finish: str
    language: str


@dataclass(frozen=True, slots=True)
class RingOut:
    """Ring one number (E.164) for `seconds`; whoever answers hears `whisper` and must press `accept` to be joined.

    Without an `accept` key whoever answers is joined at once: a resident who is rung back.
    """

    number: str
    seconds: int
    whisper: tuple[Speech, ...]
    accept: str = "1"


@dataclass(frozen=True, slots=True)
class Talk:
    """Into the conference `room`, until either side leaves; unless it `ends` with this one, the others go on.

    `tape`: the id of the resident's call under which the talk is recorded; "" where it is not.
    """

    room: str
    ends: bool = True
    tape: str = ""


@dataclass(frozen=True, slots=True)
class GoOn:
    """Nothing is waited for: the next turn follows at once, and sees what this one has written."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """The conversation is over."""


Closing: TypeAlias = Listen | TakeRecording | RingOut | Talk | GoOn | HangUp


@dataclass(frozen=True, slots=True)
class Answer:
    """What one turn says to the caller, and what it then waits for."""

    speeches: tuple[Speech, ...]
    closing: Closing
