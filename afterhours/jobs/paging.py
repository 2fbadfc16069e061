"""The pager as the scheduler wakes it: each second, and at once when the database notifies `ivr_work`."""

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread

import psycopg

from afterhours.services.paging.pager import Pager
from afterhours.services.paging.watching import sweep
from ivr.clock import Clock
from ivr.store.database import Database, psycopg_url

log = logging.getLogger(__name__)
CHANNEL = "ivr_work"
STANDSTILL = timedelta(seconds=30)
LOOK_UP_SECONDS = 1.0
"""So often a listener that hears nothing looks whether it shall stop, and waits before it connects again."""


class PagerJob:
    """One for each process. `send` wakes its outbox: what was decided here or elsewhere leaves at once."""

    def __init__(self, pager: Pager, send: Callable[[], object], real_clock: Clock) -> None:
        self._pager, self._send, self._clock = pager, send, real_clock
        self.worked_at = real_clock.now()
        """When a batch of what was due had last been done, in real time."""

    def tick(self) -> int:
        """Everything that is due; how many pieces of work were done. Raises DatabaseGone."""
        moved = 0
        while done := self._pager.work():
            moved += done
            self._rest()
        self._rest()
        return moved

    def works(self) -> bool:
        """Whether it got on within the last half minute."""
        return self._clock.now() - self.worked_at < STANDSTILL

    def _rest(self) -> None:
        self.worked_at = self._clock.now()
        self._send()


def swept(database: Database, pager: PagerJob) -> int:
    """Mend what should be due and is not. What is merely due now is done first: time may have been moved."""
    pager.tick()
    return sweep(database)


class Listener:
    """One connection of the process that only listens; `wake` is called for every notice, and after each connecting,
    for a notice may have been missed meanwhile."""

    def __init__(self, database_url: str, wake: Callable[[], object]) -> None:
        self._url = psycopg_url(database_url).replace("+psycopg", "", 1)
        self._wake = wake
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="listener", daemon=True)

    def __enter__(self) -> "Listener":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                log.warning("the listening connection is lost (%s); the tick goes on", type(error).__name__)
                self._stopped.wait(LOOK_UP_SECONDS)

    def _listen(self) -> None:
        with psycopg.connect(self._url, autocommit=True, connect_timeout=3) as connection:
            connection.execute(f"listen {CHANNEL}")
            self._wake()
            while not self._stopped.is_set():
                for _ in connection.notifies(timeout=LOOK_UP_SECONDS, stop_after=1):
                    self._wake()
