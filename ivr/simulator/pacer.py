"""Maps real time onto the network for live use, so that time-outs happen by themselves. Owns one thread."""

import threading
import time
from datetime import datetime

from ivr.simulator.network import Network

TICK = 0.1
JUMP = 3.0
"""Seconds by which a clock that runs by itself may be off before it has been moved."""


class Pacer:
    """`drives_clock`: moves the network's clock by the real seconds that passed; False for a clock that runs by itself
    (then only what is due by that clock is done)."""

    def __init__(self, network: Network, *, drives_clock: bool = True, tick: float = TICK) -> None:
        self._network = network
        self._drives_clock = drives_clock
        self._tick = tick
        self._seen: tuple[datetime, float] | None = None
        self._stopped = threading.Event()
        self._going = threading.Event()
        self._going.set()
        self._thread = threading.Thread(target=self._run, name="telephone-pacer", daemon=True)

    @property
    def running(self) -> bool:
        return self._going.is_set() and not self._stopped.is_set()

    @property
    def has_seen_the_clock(self) -> bool:
        """Whether a jump from now on would be noticed (only for a clock that runs by itself)."""
        return self._seen is not None

    def start(self) -> None:
        self._thread.start()

    def pause(self) -> None:
        """Time stands still until `resume`; a skip or step still moves it."""
        self._going.clear()

    def resume(self) -> None:
        self._going.set()

    def stop(self) -> None:
        self._stopped.set()
        self._going.set()
        self._thread.join()

    def _run(self) -> None:
        last = time.monotonic()
        while not self._stopped.wait(self._tick):
            if not self._going.is_set():
                self._going.wait()
                last, self._seen = time.monotonic(), None
                continue
            now = time.monotonic()
            self._pass(now - last)
            last = now

    def _pass(self, seconds: float) -> None:
        if self._drives_clock:
            self._network.time.flow(seconds)
            return
        self._follow_jump(seconds)
        self._network.time.catch_up()

    def _follow_jump(self, seconds: float) -> None:
        """When another process moved the clock, the timers move with it: a call that rings goes on ringing."""
        exchange, keeper = self._network.exchange, self._network.time
        with exchange.lock:
            seen = exchange.clock.now(), keeper.advanced
            if self._seen is not None:
                moved = (seen[0] - self._seen[0]).total_seconds() - (seen[1] - self._seen[1])
                if abs(moved - seconds) > JUMP:
                    exchange.timers.shift(moved - seconds)
            self._seen = seen
