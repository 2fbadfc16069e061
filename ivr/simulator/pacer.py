"""Maps real time onto the network for live use, so that time-outs happen by themselves. Owns one thread."""

import threading
import time

from ivr.simulator.network import Network

TICK = 0.1


class Pacer:
    """`drives_clock`: moves the network's clock by the real seconds that passed; False for a clock that runs by itself
    (then only what is due by that clock is done)."""

    def __init__(self, network: Network, *, drives_clock: bool = True, tick: float = TICK) -> None:
        self._network = network
        self._drives_clock = drives_clock
        self._tick = tick
        self._stopped = threading.Event()
        self._going = threading.Event()
        self._going.set()
        self._thread = threading.Thread(target=self._run, name="telephone-pacer", daemon=True)

    @property
    def running(self) -> bool:
        return self._going.is_set() and not self._stopped.is_set()

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
                last = time.monotonic()
                continue
            now = time.monotonic()
            self._pass(now - last)
            last = now

    def _pass(self, seconds: float) -> None:
        if self._drives_clock:
            self._network.wait(seconds)
        else:
            self._network.time.catch_up()
