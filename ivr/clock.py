"""The only source of the time in Python. Everything else is handed a `Clock`, or an instant.

Instants are aware datetimes in UTC. With the simulated telephone the service's time is the database's
`ivr_now()` (see `ivr.store.timing`); leases, heartbeats, sessions and signatures use real time.
"""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Whatever tells the time: aware, UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """Real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SteppedClock:
    """A clock that stands still until it is moved: tests, `ivr test`, the simulated network."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs an aware datetime")
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def advance(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)

    def set(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)
