"""Moves the network's time: waits, skips, listens, travels. Timers fire here and nowhere else."""

from collections.abc import Callable, Sequence
from datetime import datetime

from ivr.simulator.errors import ControlRefused
from ivr.simulator.exchange import Exchange
from ivr.simulator.legs import Leg, Line


class Timekeeper:
    """Moves the network's time and lets webhooks under way arrive. Called without the lock held."""

    SETTLE_SECONDS = 30.0

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.advanced = 0.0
        """Seconds by which the clock was moved from here, in all."""
        self._beat = 0.0
        self._work: Callable[[], None] = lambda: None
        self._since_work = 0.0

    def drive(self, every: float, work: Callable[[], None]) -> None:
        """Does `work` after every so many seconds that pass by `wait` or `listen`, without the lock held: a test's
        scheduler."""
        self._beat, self._work, self._since_work = every, work, 0.0

    def _work_in_time(self, passed: float) -> None:
        self._since_work += passed
        if self._beat and self._since_work >= self._beat:
            self._since_work = 0.0
            self._work()
            self.settle()

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
        left = seconds
        while True:
            some = min(left, self._beat or left)
            self._pass(some, self.settle)
            self._work_in_time(some)
            left -= some
            if left <= 0:
                return

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
                step = min(step, self._beat or step)
                self._fire(step)
            left -= step
            self.settle(leg)
            self._work_in_time(step)
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
    """Whether the words are in a line that the program, the provider or the network spoke; nothing is never heard."""
    spoken = [squeezed(line.what) for line in lines if line.who in ("line", "provider", "network")]
    return bool(words) and any(squeezed(words) in line for line in spoken)
