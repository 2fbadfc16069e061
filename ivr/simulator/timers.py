"""Timers at instants of the network's own time. Knows no calls: a timer is an instant and something to do."""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(order=True)
class Timer:
    """One thing that is due at `at`; equal instants keep the order in which they were set."""

    at: datetime
    order: int
    act: Callable[[], None] = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        self.cancelled = True


class Timers:
    """A heap of timers, soonest first."""

    def __init__(self) -> None:
        self._heap: list[Timer] = []
        self._order = itertools.count()

    def set(self, at: datetime, act: Callable[[], None]) -> Timer:
        timer = Timer(at, next(self._order), act)
        heapq.heappush(self._heap, timer)
        return timer

    def next_at(self) -> datetime | None:
        """The instant of the soonest timer that still counts, or None."""
        while self._heap and self._heap[0].cancelled:
            heapq.heappop(self._heap)
        return self._heap[0].at if self._heap else None

    def pop_due(self, until: datetime) -> Timer | None:
        """Takes the soonest timer that is due at or before `until`."""
        at = self.next_at()
        return heapq.heappop(self._heap) if at is not None and at <= until else None

    def shift(self, seconds: float) -> None:
        """Moves every timer, so that a jump of the clock changes no interval."""
        for timer in self._heap:
            timer.at += timedelta(seconds=seconds)

    def clear(self) -> None:
        self._heap.clear()
