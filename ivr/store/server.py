"""The embedded PostgreSQL of `make run` and `make test`: made, started, stopped, and never left behind.

Owns the life of one server process. Where it lives is `ivr.store.server_place`, what happens when this process is
killed is `ivr.guard`. The server listens on a socket in a closed folder and never on TCP.
"""

import logging
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

from ivr.errors import DatabaseGone
from ivr.guard import Guard
from ivr.store.server_leftover import leftover_server, remove_stale_pid
from ivr.store.server_lock import FolderLock, Say
from ivr.store.server_place import Place, make_socket_folder, place_for
from ivr.store.server_programs import OWNER, launch, make_data

DATABASE = "ivr"
START_SECONDS = 60
COMMON = {
    "listen_addresses": "",
    "max_connections": "200",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "io_method": "sync",
    "log_min_messages": "warning",
}
FAST = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}


class EmbeddedServer:
    """One PostgreSQL for one data folder; one process at a time may run it.

    `durable=False` is for tests: commits survive `kill()`, not a power cut. `patience` is how many seconds a
    second starter waits for the first. `say` hears sentences for the person at the terminal.
    """

    def __init__(self, folder: Path, *, durable: bool = True, patience: float = 10, say: Say | None = None) -> None:
        self.folder = folder
        self._durable = durable
        self._patience = patience
        self._say = say or logging.getLogger(__name__).info
        self._lock = FolderLock(folder)
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: Guard | None = None

    @contextmanager
    def running(self) -> Iterator[str]:
        """Start, give the SQLAlchemy URL of the database `ivr`, stop at the end."""
        try:
            yield self.start()
        finally:
            self.stop()

    def start(self) -> str:
        """Start (making the data at first) and give the URL of the database `ivr`. Raises DatabaseGone."""
        if self._process is not None:
            return self.url()
        try:
            self._lock.take(self.place.lock, self._patience, self._say)
            self._clear_leftovers()
            self._make_data()
            self._launch()
            self._make_first_database()
        except (OSError, subprocess.SubprocessError) as fault:
            self.stop()
            raise DatabaseGone(f"The embedded PostgreSQL at {self.folder} cannot be started: {fault}") from fault
        except BaseException:
            self.stop()
            raise
        return self.url()

    def stop(self) -> None:
        """Stop in order (open connections are ended) and leave nothing running. Does nothing when stopped."""
        self._end(signal.SIGINT)
        if self._lock.held:
            shutil.rmtree(self.place.socket, ignore_errors=True)
        self._lock.release()

    def kill(self) -> None:
        """Kill as a power cut would (SIGKILL), for tests of failure; `start()` brings it back."""
        self._end(signal.SIGKILL)
        self._lock.release()

    def destroy(self) -> None:
        """Stop, and remove the data: for the servers of tests."""
        self.stop()
        for folder in (self.place.data.parent, self.folder):
            shutil.rmtree(folder, ignore_errors=True)

    @cached_property
    def place(self) -> Place:
        """The folders; made when first asked for. Raises OSError."""
        return place_for(self.folder)

    def url(self, database: str = DATABASE) -> str:
        """The SQLAlchemy URL of one database of this server."""
        query = {"host": str(self.place.socket)}
        return URL.create("postgresql+psycopg", OWNER, database=database, query=query).render_as_string(False)

    def create_database(self, name: str, *, template: str | None = None) -> str:
        """Make a database, as a copy of `template` if given (nobody may be connected to it), and give its URL."""
        copied = (
            sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template)) if template else sql.SQL("")
        )
        self._command(sql.SQL("CREATE DATABASE {}{}").format(sql.Identifier(name), copied))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database and end the connections to it."""
        self._command(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def rename_database(self, name: str, new: str) -> None:
        """Rename a database nobody is connected to."""
        self._command(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(new)))

    def has_database(self, name: str) -> bool:
        """Whether a database of that name exists."""
        with self._connection() as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None

    def _command(self, command: sql.Composed) -> None:
        with self._connection() as connection:
            connection.execute(command)

    def _connection(self) -> psycopg.Connection[tuple[object, ...]]:
        host = str(self.place.socket)
        return psycopg.connect(host=host, user=OWNER, dbname="postgres", autocommit=True, connect_timeout=5)

    def _clear_leftovers(self) -> None:
        """End a server whose owner was killed, and forget the mark of one that is gone: the lock is ours."""
        deadline = time.monotonic() + START_SECONDS
        told = False
        while (left := leftover_server(self.place.data)) is not None and time.monotonic() < deadline:
            if not told:
                self._say(f"An embedded PostgreSQL (process {left}) was left behind by a killed program; stopping it.")
                told = True
                with suppress(ProcessLookupError):
                    os.kill(left, signal.SIGINT)
            time.sleep(0.05)
        remove_stale_pid(self.place.data)

    def _make_data(self) -> None:
        if not (self.place.data / "PG_VERSION").exists():
            self._say(f"Making the embedded PostgreSQL's data folder {self.place.data}.")
            make_data(self.place)

    def _launch(self) -> None:
        """Start the server and wait, at most 60 seconds, until it answers."""
        make_socket_folder(self.place)
        self._spawn()
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() >= deadline or (self._has_ended() and not self._memory_still_in_use()):
                raise DatabaseGone(f"The embedded PostgreSQL at {self.place.data} did not start: {self._last_words()}")
            if self._has_ended():
                self._end(signal.SIGINT)
                self._spawn()
            time.sleep(0.02)

    def _spawn(self) -> None:
        socket = {"unix_socket_directories": str(self.place.socket)}
        self._process = launch(self.place, COMMON | socket | ({} if self._durable else FAST))
        self._guard = Guard(self._process.pid, signal.SIGINT)

    def _has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _answers(self) -> bool:
        try:
            self._connection().close()
        except psycopg.OperationalError:
            return False
        return True

    def _memory_still_in_use(self) -> bool:
        """A killed server's last processes may live for a moment; PostgreSQL refuses to start beside them."""
        return "shared memory block" in self._last_words() or "lock file" in self._last_words()

    def _last_words(self) -> str:
        with suppress(OSError):
            return " ".join(self.place.log.read_text(errors="replace").split()[-60:])
        return "it left no log"

    def _make_first_database(self) -> None:
        if not self.has_database(DATABASE):
            self.create_database(DATABASE)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.send_signal(how)
            try:
                self._process.wait(START_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(START_SECONDS)
            self._process = None
        if self._guard is not None:
            self._guard.release()
            self._guard = None
