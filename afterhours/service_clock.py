"""The service's time outside a turn: real time, and in a simulated world the offset it has travelled by."""

from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from ivr.clock import Clock
from ivr.errors import Unavailable
from ivr.store.database import Database
from ivr.store.timing import ClockOffset

FRESH_SECONDS = 1.0


class ServiceClock:
    """A `Clock` that reads the offset at most once a second, and goes by the last one while the database is away."""

    def __init__(self, database: Database, real: Clock) -> None:
        self._database, self._real = database, real
        self._offset = timedelta()
        self._read_at: datetime | None = None
        self._lock = Lock()

    def now(self) -> datetime:
        real = self._real.now()
        with self._lock:
            if self._read_at is None or (real - self._read_at).total_seconds() >= FRESH_SECONDS:
                self._offset, self._read_at = self._read(), real
            return real + self._offset

    def advance(self, seconds: float) -> None:
        """The simulated world travels: every process finds the new offset with its next reading."""
        self._travel(seconds, ClockOffset.seconds + seconds)

    def set(self, at: datetime) -> None:
        """Travel to `at` (aware), forward or back."""
        seconds = (at - self._real.now()).total_seconds()
        self._travel(seconds, literal(seconds))

    def _travel(self, first: float, next_offset: ColumnElement[float]) -> None:
        """Write the offset: `first` where there is none yet, else `next_offset`."""
        row = insert(ClockOffset).values(tenant="*", seconds=first)
        travelled = row.on_conflict_do_update(index_elements=["tenant"], set_={"seconds": next_offset})
        with self._lock, self._database.transaction() as session:
            session.execute(travelled)
            self._read_at = None

    def _read(self) -> timedelta:
        try:
            with self._database.transaction() as session:
                seconds = session.scalar(select(func.sum(ClockOffset.seconds)))
        except Unavailable:
            return self._offset
        return timedelta(seconds=seconds or 0)
