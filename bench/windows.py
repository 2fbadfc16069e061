"""Windows of load: in each one every server gets every load, so that what else the machine does hits all alike."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from bench.commits import Commits
from bench.load import Client, Taken
from bench.phone import BareCall, Call
from bench.served import Served

FEW, MANY = 8, 64
"""Requests at once in the closed loops."""

ARRIVALS = 300
"""Requests a second at random moments."""

FIRST_CALL = 100_000
"""Numbers of calls from here on; the ones below were spent on starting."""

MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long to measure: `windows` of each load, `seconds` each; `calls` in the tables of the crowded county.

    `emergencies`: so many are raised in the night.
    """

    windows: int = 10
    seconds: float = 2.0
    calls: int = 1_000_000
    emergencies: int = 60
    seed: int = 311


@dataclass
class Seen:
    """What one server did under one load: one entry a window. `processor`: microseconds of its workers an answer."""

    windows: list[Taken] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    @property
    def rates(self) -> list[float]:
        return [taken.rate for taken in self.windows]

    @property
    def latencies(self) -> list[float]:
        return [latency for taken in self.windows for latency in taken.latencies]


@dataclass(frozen=True)
class Subject:
    """A server under measurement and its clients."""

    name: str
    served: Served
    client: Client


class Windows:
    """`loads` by name: `turn/8`, `turn/64`, `turn/random`, and so for each subject; `commits` of the database alone."""

    def __init__(self, plan: Plan, subjects: Sequence[Subject], database_url: str) -> None:
        self.loads: dict[str, Seen] = defaultdict(Seen)
        self.commits: list[Commits] = []
        self._plan = plan
        self._subjects = subjects
        self._database_url = database_url

    def warm_up(self) -> None:
        """Every server has loaded what it needs, and every connection has prepared its statements."""
        for subject in self._subjects:
            subject.client.closed(MANY, self._plan.seconds)
            subject.client.random(ARRIVALS, self._plan.seconds / 2, self._plan.seed)

    def measure(self, number: int) -> None:
        """One window. Who comes first changes from window to window."""
        first = number % len(self._subjects)
        subjects = [*self._subjects[first:], *self._subjects[:first]]
        for at_once in (FEW, MANY):
            for subject in subjects:
                self._keep(subject, str(at_once), partial(subject.client.closed, at_once, self._plan.seconds))
        for subject in subjects:
            self._keep(subject, "random", partial(subject.client.random, ARRIVALS, self._plan.seconds, number))
        self.commits.append(Commits(self._database_url, FEW, self._plan.seconds).run())

    def _keep(self, subject: Subject, load: str, run: Callable[[], Taken]) -> None:
        seen, before = self.loads[f"{subject.name}/{load}"], subject.served.processor_seconds()
        taken = run()
        used = subject.served.processor_seconds() - before
        seen.windows.append(taken)
        seen.processor.append(used * MICROSECONDS / len(taken.latencies))


@contextmanager
def calling(name: str, server: AbstractContextManager[Served]) -> Iterator[Subject]:
    """A started service, and residents who call it."""
    with server as served:
        calls, base = count(FIRST_CALL), f"http://127.0.0.1:{served.port}"
        client = Client(served.port, lambda: Call(base, next(calls)))
        yield Subject(name, served, client)
        client.close()


@contextmanager
def asking(name: str, server: AbstractContextManager[Served]) -> Iterator[Subject]:
    """The started bare route, and the same requests."""
    with server as served:
        client = Client(served.port, lambda: BareCall(FIRST_CALL))
        yield Subject(name, served, client)
        client.close()
