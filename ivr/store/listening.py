"""One connection of a process that only listens to what PostgreSQL is told (NOTIFY); it connects again by itself."""

import logging
from collections.abc import Callable
from threading import Event, Thread

import psycopg

from ivr.store.database import psycopg_url

log = logging.getLogger(__name__)
LOOK_UP_SECONDS = 1.0
"""So often a listener that hears nothing looks whether it shall stop, and waits before it connects again."""


class Listener:
    """`heard` is called with every notice; `connected` after each connecting, for a notice may have been missed
    meanwhile. Both are called in the listener's own thread."""

    def __init__(
        self,
        database_url: str,
        channel: str,
        heard: Callable[[str], object],
        connected: Callable[[], object],
    ) -> None:
        self._url = psycopg_url(database_url).replace("+psycopg", "", 1)
        self._channel, self._heard, self._connected = channel, heard, connected
        self._stopped = Event()
        self._thread = Thread(target=self._run, name=f"listener {channel}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def __enter__(self) -> "Listener":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                log.warning("the connection that listens to %s is lost (%s)", self._channel, type(error).__name__)
                self._stopped.wait(LOOK_UP_SECONDS)

    def _listen(self) -> None:
        with psycopg.connect(self._url, autocommit=True, connect_timeout=3) as connection:
            connection.execute(f"listen {self._channel}")
            self._connected()
            while not self._stopped.is_set():
                for notice in connection.notifies(timeout=LOOK_UP_SECONDS, stop_after=1):
                    self._heard(notice.payload)
