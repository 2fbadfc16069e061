"""The telephone in the hand of a test, of `ivr call` or of the browser: one call, and what its person does."""

from ivr.simulator import deeds
from ivr.simulator.errors import ControlRefused
from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Leg, Line
from ivr.simulator.switching import hang_up
from ivr.simulator.timekeeper import Timekeeper


class Call:
    """A call by a resident, or any leg, with the deeds of its person; `timekeeper` moves the network's time."""

    def __init__(self, exchange: Exchange, leg: Leg, timekeeper: Timekeeper) -> None:
        self._exchange = exchange
        self.leg = leg
        self._time = timekeeper

    @property
    def sid(self) -> str:
        return self.leg.sid

    @property
    def status(self) -> str:
        """The provider's call status: ringing, in-progress, completed, busy, failed, no-answer, canceled."""
        return self.leg.status

    @property
    def doing(self) -> str:
        """What the person experiences: ringing, speaking, listening, recording, dialling, talking, waiting, ended."""
        return self.leg.doing

    @property
    def transcript(self) -> list[Line]:
        return list(self.leg.transcript)

    @property
    def connected_to(self) -> str | None:
        """The number of the person this one can talk to (the first, if there are several), or None."""
        return next(iter(self.talks_with), None)

    @property
    def talks_with(self) -> list[str]:
        """The numbers of everybody this person can talk to."""
        return [partner.telephone for partner in self.leg.partners]

    def press(self, keys: str) -> "Call":
        """Presses keys (0-9 * #); a prompt is interrupted. Raises `ControlRefused` on an ended call or other keys."""
        self._must_live("press a key")
        if not keys or set(keys) - set("0123456789*#"):
            raise ControlRefused(f"{keys or 'Nothing'} is not on a telephone's key pad (0-9, * and #).")
        self._exchange.act(lambda: deeds.press(self._exchange, self.leg, keys))
        self._time.settle(self.leg)
        return self

    def say(self, text: str, seconds: float | None = None) -> "Call":
        """Says words, which take their time (or `seconds`). Raises `ControlRefused` on an ended call."""
        self._must_live("say something")
        self._exchange.act(lambda: deeds.say(self._exchange, self.leg, text, seconds))
        self._time.settle(self.leg)
        return self

    def wait(self, seconds: float) -> "Call":
        self._time.wait(seconds)
        return self

    def hang_up(self) -> "Call":
        """Puts the telephone down; on an ended call nothing happens."""
        self._exchange.act(lambda: hang_up(self._exchange, self.leg))
        self._time.settle(self.leg)
        return self

    def listen(self, words: str = "", within: float = 120, after: int = 0) -> bool:
        """Lets time pass while something is being said, until `words` are heard in the transcript from line number
        `after` on; whether they were. Without words: until nobody says anything any more."""
        return self._time.listen(self.leg, words, within, after)

    def as_json(self) -> dict[str, object]:
        leg = self.leg
        return {
            "sid": leg.sid,
            "seq": leg.seq,
            "from": leg.from_,
            "to": leg.to,
            "direction": leg.direction,
            "parent": leg.parent.sid if leg.parent is not None else None,
            "status": leg.status,
            "doing": leg.doing,
            "connected_to": self.connected_to,
            "talks_with": self.talks_with,
            "answerer": leg.answerer,
            "started_at": leg.created_at.isoformat(),
            "duration": leg.duration(),
            "transcript": [line.as_json() for line in leg.transcript],
        }

    def _must_live(self, wish: str) -> None:
        if self.leg.ended:
            raise ControlRefused(f"The call has ended ({self.leg.status}); nobody can {wish} on it.")
