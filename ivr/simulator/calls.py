"""The telephone in the hand of a test, of `ivr call` or of the browser: one call, and what its person does."""

from collections.abc import Callable, Sequence
from datetime import datetime

from ivr.simulator.errors import ControlRefused
from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Leg, Line
from ivr.simulator.switching import hang_up


class Call:
    """A call by a resident (or any leg), with the deeds of its person. `run` moves the network's time forward."""

    def __init__(self, exchange: Exchange, leg: Leg, timekeeper: "Timekeeper") -> None:
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
        """The number of the person this caller can talk to, or None."""
        peer = self.leg.peer
        return None if peer is None else peer.to if peer.is_rung else peer.from_

    def press(self, keys: str) -> "Call":
        """Presses keys (0-9 * #); a prompt is interrupted. Raises `ControlRefused` on an ended call or other keys."""
        self._must_live("press a key")
        if not keys or set(keys) - set("0123456789*#"):
            raise ControlRefused(f"{keys or 'Nothing'} is not on a telephone's key pad (0-9, * and #).")
        self._exchange.act(lambda: self._exchange.press(self.leg, keys))
        self._time.settle(self.leg)
        return self

    def say(self, text: str, seconds: float | None = None) -> "Call":
        """Says words, which take their time (or `seconds`). Raises `ControlRefused` on an ended call."""
        self._must_live("say something")
        self._exchange.act(lambda: self._exchange.say(self.leg, text, seconds))
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
            "from": leg.from_,
            "to": leg.to,
            "direction": leg.direction,
            "parent": leg.parent.sid if leg.parent is not None else None,
            "status": leg.status,
            "doing": leg.doing,
            "connected_to": self.connected_to,
            "started_at": leg.created_at.isoformat(),
            "duration": leg.duration(),
            "transcript": [line.as_json() for line in leg.transcript],
        }

    def _must_live(self, wish: str) -> None:
        if self.leg.ended:
            raise ControlRefused(f"The call has ended ({self.leg.status}); nobody can {wish} on it.")


class Timekeeper:
    """Moves the network's time and lets webhooks under way arrive. Called without the lock held."""

    SETTLE_SECONDS = 30.0

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.advanced = 0.0
        """Seconds by which the clock was moved from here, in all."""

    def settle(self, leg: Leg | None = None) -> None:
        """Waits (in real time, only with workers) until every webhook under way has been answered: of this leg's call
        with all its legs, or of all calls."""
        exchange = self._exchange
        with exchange.changed:
            if exchange.is_acting:
                return
            exchange.changed.wait_for(lambda: exchange.postbox.is_quiet(self._family(leg)), self.SETTLE_SECONDS)

    def _family(self, leg: Leg | None) -> list[str] | None:
        if leg is None:
            return None
        root = leg.parent or leg
        return [root.sid, *(other.sid for other in self._exchange.legs.values() if other.parent is root)]

    def wait(self, seconds: float) -> None:
        """Lets `seconds` pass: everything that falls due happens, in order, at its own instant, and is answered."""
        self.settle()
        self._pass(seconds, self.settle)

    def flow(self, seconds: float) -> None:
        """The same without waiting for answers: a slow web server holds up its own call, and nobody else's time."""
        self._pass(seconds, lambda: None)

    def _pass(self, seconds: float, between: Callable[[], None]) -> None:
        exchange = self._exchange
        left = seconds
        while True:
            with exchange.lock:
                at = exchange.timers.next_at()
                step = None if at is None else max(0.0, (at - exchange.clock.now()).total_seconds())
                if step is None or step > left:
                    self._advance(left)
                    return
                self._fire(step)
            left -= step
            between()

    def catch_up(self) -> None:
        """Lets everything happen that is due by the clock as it stands (for a clock that runs by itself)."""
        exchange = self._exchange
        while True:
            with exchange.lock:
                timer = exchange.timers.pop_due(exchange.clock.now())
                if timer is None:
                    return
                timer.act()

    def skip(self) -> float:
        """Goes on to the next thing that happens (an event, not a mere instant); the seconds that passed."""
        exchange = self._exchange
        self.settle()
        start, last = exchange.clock.now(), exchange.events.last
        while exchange.events.last == last:
            with exchange.lock:
                at = exchange.timers.next_at()
                if at is None:
                    break
                self._fire(max(0.0, (at - exchange.clock.now()).total_seconds()))
            self.settle()
        return (exchange.clock.now() - start).total_seconds()

    def listen(self, leg: Leg, words: str, within: float, after: int = 0) -> bool:
        """Lets at most `within` seconds pass while the leg is spoken to, until the words are in its transcript."""
        self.settle(leg)
        left = within
        while not heard(leg.transcript[after:], words) and leg.doing in ("speaking", "waiting"):
            with self._exchange.lock:
                at = self._exchange.timers.next_at()
                step = None if at is None else max(0.0, (at - self._exchange.clock.now()).total_seconds())
                if step is None or step > left:
                    break
                self._fire(step)
            left -= step
            self.settle(leg)
        return heard(leg.transcript[after:], words)

    def travel(self, at: datetime) -> None:
        """Sets the clock to another instant, forward or back; what is due in ten seconds stays due in ten seconds.

        Raises `ControlRefused` while a call is running: its duration would be wrong.
        """
        exchange = self._exchange
        self.settle()
        with exchange.lock:
            running = [leg for leg in exchange.legs.values() if not leg.ended]
            if running:
                raise ControlRefused(f"{len(running)} calls are running; hang up before travelling in time.")
            seconds = (at - exchange.clock.now()).total_seconds()
            exchange.timers.shift(seconds)
            self._advance(seconds)

    def _advance(self, seconds: float) -> None:
        self.advanced += seconds
        self._exchange.clock.advance(seconds)

    def _fire(self, step: float) -> None:
        exchange = self._exchange
        if step > 0:
            self._advance(step)
        timer = exchange.timers.pop_due(exchange.clock.now())
        if timer is not None:
            timer.act()


def squeezed(text: str) -> str:
    """Text as it is compared: lower case, single blanks."""
    return " ".join(text.lower().split())


def heard(lines: Sequence[Line], words: str) -> bool:
    """Whether the words are in a line that the program or the provider spoke; nothing is never heard."""
    spoken = [squeezed(line.what) for line in lines if line.who in ("line", "provider")]
    return bool(words) and any(squeezed(words) in line for line in spoken)
