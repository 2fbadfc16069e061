"""The story of somebody whose telephone rings, led by the test's hand, in the style of the caller's story.

    ann = person(network, "+15195550160", "Ann")
    caller = ring(network, from_="+15195550123", to="+15195550100").hears("press 1").presses("1")
    ann.rings().answers().hears("a call from Long Point").presses("1").hears("12 Main Street").presses("1")
    ann.is_connected_to("+15195550123").says("I am on my way.")
    caller.hears("joined with")
    ann.hangs_up().gets_text("burst pipe").texts("TAKE 1234", to="+15195550110")

Time passes only while somebody rings, hears, waits or expects a text. `person` puts the telephone into the test's hand;
for people who act by themselves, plan `network.callee(number)` instead (`callees.Callee`).
"""

import re

from ivr.simulator.legs import ENDED
from ivr.simulator.story import Person
from ivr.simulator.telephones import RungTelephone, Telephone, Telephones
from ivr.simulator.timekeeper import squeezed

LINK = re.compile(r"https?://\S+")


class Answerer(Person):
    """Somebody whose telephone rings, led by hand. Every word returns the person."""

    def __init__(self, telephones: Telephones, number: str, name: str = "") -> None:
        super().__init__(name or number)
        self.number = number
        self._telephones = telephones
        self._texts_read = 0

    @property
    def telephone(self) -> Telephone:
        call = self._telephones.call_of(self.number)
        if call is None:
            raise AssertionError(f"{self._name} has not been rung.")
        return call

    @property
    def _hand(self) -> RungTelephone:
        return self._telephones.callee(self.number)

    # --- ringing -------------------------------------------------------------------------------------------------

    def rings(self, within: float = 60) -> "Answerer":
        """The telephone rings now, or begins to before so many seconds have passed; then it is a new call."""
        passed = 0.0
        while not self._is_ringing() and passed < within:
            self._telephones.wait(1)
            passed += 1
        if not self._is_ringing():
            raise AssertionError(f"{self._name} was not rung within {within:g} seconds.")
        self._since = 0
        return self

    def is_rung(self) -> "Answerer":
        self._expect(self.telephone.doing == "ringing", "is not being rung")
        self._since = 0
        return self

    def is_not_rung(self, for_: float = 0) -> "Answerer":
        """The telephone is at rest, and stays so for this many seconds."""
        for second in range(int(for_) + 1):
            if second:
                self._telephones.wait(1)
            call = self._telephones.call_of(self.number)
            if call is not None and call.status not in ENDED:
                raise AssertionError(f"{self._name} is being rung or is in a call ({call.doing}).")
        return self

    def _is_ringing(self) -> bool:
        call = self._telephones.call_of(self.number)
        return call is not None and call.doing == "ringing"

    # --- in a call -----------------------------------------------------------------------------------------------

    def answers(self) -> "Answerer":
        self._hand.answer()
        return self

    def declines(self) -> "Answerer":
        """Refuses while it rings."""
        self._hand.decline()
        return self

    def lets_the_mailbox_answer(self) -> "Answerer":
        """A machine takes the call now: it says its greeting, records everything, and presses nothing."""
        self._hand.let_mailbox_answer()
        return self

    def hears(self, words: str, within: float = 120) -> "Answerer":
        """Something said since the last deed holds the words (case and blanks do not matter)."""
        self._expect(self.telephone.listen(words, within, self._since), f"did not hear {words!r}")
        return self

    def has_heard_nothing_about(self, words: str) -> "Answerer":
        """Nothing said in this call so far holds the words."""
        said = [squeezed(line.what) for line in self.telephone.transcript if line.who != "callee"]
        self._expect(not any(squeezed(words) in line for line in said), f"heard {words!r}")
        return self

    def presses(self, keys: str) -> "Answerer":
        self._mark()
        self._hand.press(keys)
        return self

    def says(self, words: str) -> "Answerer":
        self._mark()
        self._hand.say(words)
        return self

    def waits(self, seconds: float) -> "Answerer":
        if self._telephones.call_of(self.number) is not None:
            self._mark()
        self._telephones.wait(seconds)
        return self

    def hangs_up(self) -> "Answerer":
        self._hand.hang_up()
        return self

    def is_connected_to(self, number: str) -> "Answerer":
        """This person can talk to whoever has this number now."""
        call = self.telephone
        self._expect(number in call.talks_with, f"is not connected to {number} but to {list(call.talks_with)}")
        return self

    def call_ended(self, status: str | None = None, within: float = 120) -> "Answerer":
        """The call is over (after what is being said has been said), with this status if one is named."""
        self.telephone.listen(within=within)
        ended = self.telephone.status in ENDED and status in (None, self.telephone.status)
        self._expect(ended, f"should be out of the call{f' ({status})' if status else ''}")
        return self

    # --- texts ---------------------------------------------------------------------------------------------------

    def gets_text(self, words: str = "", within: float = 60) -> "Answerer":
        """A text that holds the words arrives, or has arrived since the last one that was expected."""
        passed = 0.0
        while not (found := self._text_with(words)) and passed < within:
            self._telephones.wait(1)
            passed += 1
        if not found:
            raise AssertionError(f"{self._name} got no text with {words!r}. The texts: {list(self._hand.bodies)}")
        self._texts_read = found
        return self

    def got_no_text(self) -> "Answerer":
        """No text has arrived since the last one that was expected."""
        fresh = list(self._hand.bodies)[self._texts_read :]
        if fresh:
            raise AssertionError(f"{self._name} got texts: {fresh}")
        return self

    @property
    def link(self) -> str:
        """The address in the text that was expected last. Raises AssertionError when there is none."""
        bodies = list(self._hand.bodies)[: self._texts_read]
        found = LINK.search(bodies[-1]) if bodies else None
        if found is None:
            raise AssertionError(f"{self._name} has read no text with a link. The texts: {list(self._hand.bodies)}")
        return found.group().rstrip(".,;)")

    def texts(self, body: str, to: str) -> "Answerer":
        """Sends a text to one of the county's numbers."""
        self._hand.text(body, to)
        return self

    def _text_with(self, words: str) -> int:
        """How many texts are read once this one is; 0 when it has not come."""
        fresh = list(self._hand.bodies)[self._texts_read :]
        at = next((at for at, body in enumerate(fresh, 1) if squeezed(words) in squeezed(body)), 0)
        return self._texts_read + at if at else 0


def person(telephones: Telephones, number: str, name: str = "") -> Answerer:
    """Whoever has the telephone with this number (E.164): from now on it rings until the test does something."""
    telephones.callee(number).by_hand()
    return Answerer(telephones, number, name)
