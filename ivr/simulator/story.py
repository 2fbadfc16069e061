"""The language of telephone tests. Every word returns the caller, so that a story reads as one sentence.

    caller = ring(network, from_="+15195550123", to="+15195550100")
    caller.hears("9 1 1").presses("1").says("12 Main Street").waits(6).is_connected_to("+15195550150").hangs_up()

Works on a `Network` in process and on a `TelephoneClient`. `hears` lets time pass while something is being said, and
counts what was said since the caller last did something; a failure shows the whole transcript.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from ivr.simulator.legs import ENDED, Line
from ivr.simulator.timekeeper import squeezed


class Telephone(Protocol):
    """A call in somebody's hand: `calls.Call` or `client.RemoteCall`."""

    @property
    def status(self) -> str: ...
    @property
    def doing(self) -> str: ...
    @property
    def connected_to(self) -> str | None: ...
    @property
    def talks_with(self) -> Sequence[str]: ...
    @property
    def transcript(self) -> Sequence[Line]: ...

    def press(self, keys: str) -> object: ...
    def say(self, text: str, seconds: float | None = None) -> object: ...
    def wait(self, seconds: float) -> object: ...
    def hang_up(self) -> object: ...
    def listen(self, words: str = "", within: float = 120, after: int = 0) -> bool: ...


class RungTelephone(Protocol):
    """A telephone that can be rung: `callees.Callee` or `client.RemoteCallee`."""

    def answer(self) -> object: ...
    def decline(self) -> object: ...
    def press(self, keys: str) -> object: ...
    def say(self, text: str) -> object: ...
    def hang_up(self) -> object: ...


class Telephones(Protocol):
    """`network.Network` or `client.TelephoneClient`."""

    def dial(self, *, from_: str, to: str, extras: Mapping[str, str] | None = None) -> Telephone: ...
    def callee(self, number: str) -> RungTelephone: ...
    def call_of(self, number: str) -> Telephone | None: ...
    def wait(self, seconds: float) -> None: ...


class Person:
    """What can be expected of anybody with a telephone at the ear."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._since = 0

    @property
    def telephone(self) -> Telephone:
        raise NotImplementedError

    def __str__(self) -> str:
        """The transcript, one line each."""
        return "\n".join(f"{line.at:%H:%M:%S} {line.who:>8}: {line.what}" for line in self.telephone.transcript)

    def _expect(self, holds: bool, sentence: str) -> None:
        if not holds:
            call = self.telephone
            raise AssertionError(f"{self._name} {sentence} ({call.status}, {call.doing}). What was said:\n{self}")

    def _mark(self) -> None:
        self._since = len(self.telephone.transcript)


class Caller(Person):
    """A resident who rang."""

    def __init__(self, call: Telephone, name: str) -> None:
        super().__init__(name)
        self._call = call

    @property
    def telephone(self) -> Telephone:
        return self._call

    def hears(self, words: str, within: float = 120) -> "Caller":
        """Something said since the last deed holds the words (case and blanks do not matter)."""
        self._expect(self._call.listen(words, within, self._since), f"did not hear {words!r}")
        return self

    def hears_nothing_about(self, words: str) -> "Caller":
        """Nothing said in the whole call so far holds the words; listens to the end of what is being said first."""
        self._call.listen()
        said = [squeezed(line.what) for line in self._call.transcript if line.who != "caller"]
        self._expect(not any(squeezed(words) in line for line in said), f"heard {words!r}")
        return self

    def presses(self, keys: str) -> "Caller":
        self._mark()
        self._call.press(keys)
        return self

    def says(self, words: str) -> "Caller":
        self._mark()
        self._call.say(words)
        return self

    def waits(self, seconds: float) -> "Caller":
        self._mark()
        self._call.wait(seconds)
        return self

    def hangs_up(self) -> "Caller":
        self._call.hang_up()
        return self

    def is_connected_to(self, number: str) -> "Caller":
        """The caller can talk to the person with this number now."""
        self._expect(number in self._call.talks_with, f"is not connected to {number} but {self._call.connected_to}")
        return self

    def call_ended(self, status: str | None = None, within: float = 120) -> "Caller":
        """The call is over (after what is being said has been said), with this status if one is named."""
        self._call.listen(within=within)
        ended = self._call.status in ENDED and status in (None, self._call.status)
        self._expect(ended, f"should be out of the call{f' ({status})' if status else ''}")
        return self


class Answerer(Person):
    """Somebody whose telephone rings, led by hand."""

    def __init__(self, telephones: Telephones, number: str) -> None:
        super().__init__(number)
        self._telephones = telephones
        self._number = number

    @property
    def telephone(self) -> Telephone:
        call = self._telephones.call_of(self._number)
        if call is None:
            raise AssertionError(f"{self._number} has not been rung.")
        return call

    def is_rung(self) -> "Answerer":
        self._expect(self.telephone.doing == "ringing", "is not being rung")
        return self

    def is_not_rung(self) -> "Answerer":
        call = self._telephones.call_of(self._number)
        if call is not None and call.status not in ENDED:
            raise AssertionError(f"{self._number} is being rung or is in a call ({call.doing}).")
        return self

    def answers(self) -> "Answerer":
        self._telephones.callee(self._number).answer()
        return self

    def declines(self) -> "Answerer":
        self._telephones.callee(self._number).decline()
        return self

    def hears(self, words: str, within: float = 120) -> "Answerer":
        self._expect(self.telephone.listen(words, within, self._since), f"did not hear {words!r}")
        return self

    def presses(self, keys: str) -> "Answerer":
        self._mark()
        self._telephones.callee(self._number).press(keys)
        return self

    def says(self, words: str) -> "Answerer":
        self._mark()
        self._telephones.callee(self._number).say(words)
        return self

    def waits(self, seconds: float) -> "Answerer":
        self._mark()
        self._telephones.wait(seconds)
        return self

    def hangs_up(self) -> "Answerer":
        self._telephones.callee(self._number).hang_up()
        return self


def ring(telephones: Telephones, *, from_: str, to: str, extras: Mapping[str, str] | None = None) -> Caller:
    """A resident rings one of our numbers."""
    return Caller(telephones.dial(from_=from_, to=to, extras=extras), from_ or "the caller")


def person(telephones: Telephones, number: str) -> Answerer:
    """Whoever has the telephone with this number; its callee has to behave `by_hand`."""
    return Answerer(telephones, number)
