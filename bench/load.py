"""Requests in a closed loop (so many at once) and in an open one (at random moments, whatever was answered)."""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from selectors import EVENT_READ, DefaultSelector
from time import perf_counter
from typing import cast

from bench.connection import Connection
from bench.phone import Requests

MOST_CONNECTIONS = 256
"""In the open loop; whoever comes when all are busy waits, and that time counts."""

AT_REST = 64
"""Calls that are in progress in the open loop: a request belongs to the one that has waited longest."""

LAST_ANSWERS_SECONDS = 10


@dataclass
class Taken:
    """What one piece of load took: seconds of each answer, and seconds from the first request to the last answer."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds


@dataclass(slots=True)
class Flight:
    """A request on its way: whose it is, and since when it should be answered."""

    who: Requests
    since: float


class Client:
    """One server's clients. The calls go on from one load to the next, and so do the connections."""

    def __init__(self, port: int, next_call: Callable[[], Requests]) -> None:
        self._port = port
        self._next_call = next_call
        self._selector = DefaultSelector()
        self._free: list[Connection] = []
        self._calls: deque[Requests] = deque()
        self._flights: dict[Connection, Flight] = {}

    def closed(self, at_once: int, seconds: float) -> Taken:
        """`at_once` requests are always on their way, for that many seconds."""
        taken, start = Taken(), perf_counter()
        for _ in range(at_once):
            self._send(perf_counter())
        while perf_counter() - start < seconds:
            for _ in range(self._receive(1.0, taken)):
                self._send(perf_counter())
        taken.seconds = perf_counter() - start
        self._finish(Taken())
        return taken

    def random(self, rate: float, seconds: float, seed: int) -> Taken:
        """`rate` requests a second on average, at random moments (Poisson); each is timed from its moment on."""
        taken, arrivals = Taken(), deque(moments(rate, seconds, seed))
        self._rest()
        start = perf_counter()
        while arrivals:
            now = perf_counter() - start
            while arrivals and arrivals[0] <= now and len(self._flights) < MOST_CONNECTIONS:
                self._send(start + arrivals.popleft())
            self._receive(max(0.0, arrivals[0] - now) if arrivals else 0.0, taken)
        self._finish(taken)
        taken.seconds = perf_counter() - start
        return taken

    def close(self) -> None:
        for connection in self._free:
            connection.close()
        self._selector.close()

    def _rest(self) -> None:
        while len(self._calls) < AT_REST:
            self._calls.append(self._next_call())

    def _finish(self, taken: Taken) -> None:
        """Wait for what is on its way."""
        deadline = perf_counter() + LAST_ANSWERS_SECONDS
        while self._flights:
            if perf_counter() > deadline:
                raise TimeoutError(f"{len(self._flights)} requests were not answered in {LAST_ANSWERS_SECONDS} s")
            self._receive(0.5, taken)

    def _send(self, since: float) -> None:
        """The next request, by the connection that rested last."""
        who = self._calls.popleft() if self._calls else self._next_call()
        connection = self._free.pop() if self._free else self._connect()
        self._flights[connection] = Flight(who, since)
        connection.send(who.request())

    def _connect(self) -> Connection:
        connection = Connection(self._port)
        self._selector.register(connection, EVENT_READ)
        return connection

    def _receive(self, patience: float, taken: Taken) -> int:
        """How many answers came; each call that is not over waits for its next turn."""
        answered = 0
        for key, _ in self._selector.select(patience):
            connection = cast("Connection", key.fileobj)
            if connection not in self._flights:
                self._forget(connection)
            elif answer := connection.receive():
                self._hear(connection, *answer, taken)
                answered += 1
        return answered

    def _hear(self, connection: Connection, status: int, body: bytes, taken: Taken) -> None:
        flight = self._flights.pop(connection)
        taken.latencies.append(perf_counter() - flight.since)
        self._free.append(connection)
        flight.who.hear(status, body)
        if not flight.who.over:
            self._calls.append(flight.who)

    def _forget(self, connection: Connection) -> None:
        """The server has closed a connection that rested too long."""
        self._selector.unregister(connection)
        self._free.remove(connection)
        connection.close()


def moments(rate: float, seconds: float, seed: int) -> list[float]:
    """Seconds from the start at which requests come; the same for the same seed."""
    source, found, at = random.Random(seed), [], 0.0
    while (at := at + source.expovariate(rate)) < seconds:
        found.append(at)
    return found
