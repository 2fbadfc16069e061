"""The network's time: any clock that can be moved on. `ivr.clock.SteppedClock` is one."""

from datetime import datetime
from typing import Protocol


class NetworkClock(Protocol):
    """Tells the time (aware, UTC) and can be moved forward by seconds."""

    def now(self) -> datetime: ...

    def advance(self, seconds: float) -> None: ...
