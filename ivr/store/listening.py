"""One connection of a process that only listens to what PostgreSQL is told (NOTIFY); it connects again by itself."""

import logging
from collections.abc import Callable
from select import POLLIN, poll
from threading import Event, Thread
from typing import Any

import psycopg
from psycopg.pq.abc import PGconn

from ivr.store.database import psycopg_url

log = logging.getLogger(__name__)
KEPT_ALIVE: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
"""Seconds, seconds and times: a server that has vanished is noticed, though nothing is ever sent to it."""
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
        with psycopg.connect(self._url, autocommit=True, **KEPT_ALIVE) as connection:
            connection.add_notify_handler(self._noticed)
            connection.execute(f"listen {self._channel}")
            self._connected()
            while not self._stopped.is_set():
                self._take(connection.pgconn)

    def _noticed(self, notice: psycopg.Notify) -> None:
        """What comes together with the answer to a statement."""
        self._heard(notice.payload)

    def _take(self, connection: PGconn) -> None:
        """What has arrived, and then what arrives within a second.

        Own code: the library's `notifies()` waits for the socket first, and what came in one packet with the answer to
        a statement may lie in the client's buffer until something else comes.
        """
        while notice := connection.notifies():
            self._heard(notice.extra.decode())
        sockets = poll()
        sockets.register(connection.socket, POLLIN)
        if sockets.poll(LOOK_UP_SECONDS * 1000):
            connection.consume_input()
