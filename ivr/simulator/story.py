"""The language of telephone tests: the caller. Every word returns the caller, so that a story reads as one sentence.

    caller = ring(network, from_="+15195550123", to="+15195550100")
    caller.hears("9 1 1").presses("1").says("12 Main Street").waits(6).is_connected_to("+15195550150").hangs_up()

Works on a `Network` in process and on a `TelephoneClient`. `hears` lets time pass while something is being said, and
counts what was said since the caller last did something; a failure shows the whole transcript. Whoever is
rung has a story, too: `called`.
"""

from collections.abc import Mapping

from ivr.simulator.legs import ENDED
from ivr.simulator.telephones import Telephone, Telephones
from ivr.simulator.timekeeper import squeezed


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


def ring(telephones: Telephones, *, from_: str, to: str, extras: Mapping[str, str] | None = None) -> Caller:
    """A resident rings one of our numbers."""
    return Caller(telephones.dial(from_=from_, to=to, extras=extras), from_ or "the caller")
