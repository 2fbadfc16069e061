"""One thing after another, now or when it is due: what the exchange stands on. Owns the lock and the timers."""

from collections import deque
from collections.abc import Callable
from datetime import timedelta
from threading import Condition, RLock

from ivr.simulator.clock import NetworkClock
from ivr.simulator.timers import Timer, Timers


class InTurn:
    """`changed` is notified whenever everything that was to be done has been done."""

    def __init__(self, clock: NetworkClock) -> None:
        self.lock = RLock()
        self.changed = Condition(self.lock)
        self.clock = clock
        self.timers = Timers()
        self._ready: deque[Callable[[], None]] = deque()
        self._busy = False

    def act(self, thing: Callable[[], None]) -> None:
        """Does it now, or after what is being done now; afterwards everything that follows from it is done too."""
        with self.lock:
            self._ready.append(thing)
            if self._busy:
                return
            self._busy = True
            try:
                while self._ready:
                    self._ready.popleft()()
            finally:
                self._busy = False
                self.changed.notify_all()

    @property
    def is_acting(self) -> bool:
        """Whether this thread (which holds the lock) is in the middle of `act`: waiting would be for ever."""
        return self._busy

    def after(self, seconds: float, thing: Callable[[], None]) -> Timer:
        """Does it when so many seconds of network time have passed."""
        with self.lock:
            return self.timers.set(self.clock.now() + timedelta(seconds=seconds), lambda: self.act(thing))
