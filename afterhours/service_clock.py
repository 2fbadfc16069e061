"""The service's time outside a turn: real time, and in a simulated world the offset it has travelled by."""

from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import func, select

from ivr.clock import Clock
from ivr.errors import Unavailable
from ivr.store.database import Database
from ivr.store.timing import ClockOffset

FRESH_SECONDS = 1.0
SET = """insert into clock_offset (tenant, seconds) values ('*', %(seconds)s)
on conflict (tenant) do update set seconds = excluded.seconds"""
ADVANCE = SET.replace("= excluded.seconds", "= clock_offset.seconds + excluded.seconds")


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
        self._travel(ADVANCE, seconds)

    def set(self, at: datetime) -> None:
        """Travel to `at` (aware), forward or back."""
        self._travel(SET, (at - self._real.now()).total_seconds())

    def _travel(self, statement: str, seconds: float) -> None:
        """One statement by itself: a simulated world does nothing more often."""
        with self._lock, self._database.unit_of_work() as work:
            work.driver.execute(statement, {"seconds": seconds})
            self._read_at = None

    def _read(self) -> timedelta:
        try:
            with self._database.transaction() as session:
                seconds = session.scalar(select(func.sum(ClockOffset.seconds)))
        except Unavailable:
            return self._offset
        return timedelta(seconds=seconds or 0)
