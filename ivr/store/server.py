"""The embedded PostgreSQL of `make run` and `make test`: made, started, stopped, and never left behind.

Owns the life of one server process. Where it lives is `ivr.store.server_place`, what happens when this process is
killed is `ivr.guard`. The server listens on a socket in a closed folder and never on TCP.
"""

import fcntl
import logging
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

from ivr.errors import DatabaseGone
from ivr.guard import Guard
from ivr.store.server_leftover import leftover_server, remove_stale_pid
from ivr.store.server_place import Place, make_socket_folder, place_for

OWNER = "postgres"
DATABASE = "ivr"
START_SECONDS = 60
ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath, "TZ": "UTC"}
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

Say = Callable[[str], None]


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
        self._place: Place | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: Guard | None = None
        self._lock: FileIO | None = None

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
            self._lock = self._locked()
            self._clear_leftovers()
            self._make_data()
            self._launch()
            self._make_first_database()
        except (OSError, subprocess.SubprocessError) as fault:
            self.stop()
            raise DatabaseGone(f"The embedded PostgreSQL at {self.place.data} cannot be started: {fault}") from fault
        except BaseException:
            self.stop()
            raise
        return self.url()

    def stop(self) -> None:
        """Stop in order (open connections are ended) and leave nothing running. Does nothing when stopped."""
        self._end(signal.SIGINT)
        if self._place is not None and self._lock is not None:
            shutil.rmtree(self._place.socket, ignore_errors=True)
        self._unlock()

    def kill(self) -> None:
        """Kill as a power cut would (SIGKILL), for tests of failure; `start()` brings it back."""
        self._end(signal.SIGKILL)
        self._unlock()

    def destroy(self) -> None:
        """Stop, and remove the data: for the servers of tests."""
        self.stop()
        for folder in (self.place.data.parent, self.folder):
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def place(self) -> Place:
        """The folders, known from the first start on."""
        if self._place is None:
            self._place = place_for(self.folder)
        return self._place

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

    def _locked(self) -> FileIO:
        """The lock of the data folder, held while the server runs; a second starter waits and says so."""
        lock = FileIO(self.place.lock, "a+")
        deadline = time.monotonic() + self._patience
        told = False
        while not taken(lock):
            holder = self.place.lock.read_text() or "another process"
            if not told:
                self._say(f"The embedded PostgreSQL at {self.folder} is in use by {holder}; waiting for it to stop.")
                told = True
            if time.monotonic() >= deadline:
                lock.close()
                raise DatabaseGone(
                    f"The embedded PostgreSQL at {self.folder} is in use by {holder}. Stop it or set DATABASE_URL."
                )
            time.sleep(0.05)
        lock.truncate(0)
        lock.write(f"process {os.getpid()}".encode())
        return lock

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.truncate(0)
            self._lock.close()
            self._lock = None

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
        """Run initdb beside the final folder and move the result there, so that a half-made one is never used."""
        place = self.place
        if (place.data / "PG_VERSION").exists():
            return
        self._say(f"Making the embedded PostgreSQL's data folder {place.data}.")
        half = place.data.with_name("data.half-made")
        for old in (half, place.data):
            shutil.rmtree(old, ignore_errors=True)
        half.mkdir(mode=0o700)
        place.give(half)
        options = ["-D", str(half), "-U", OWNER, "-E", "UTF8", "--no-sync", "--no-instructions"]
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        access = ["--auth-local=trust", "--auth-host=reject"]
        self._run([str(place.programs / "initdb"), *options, *locale, *access], cwd=half)
        half.rename(place.data)

    def _run(self, command: list[str], cwd: Path) -> None:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=ENVIRONMENT,
            user=self.place.uid,
            group=self.place.gid,
            extra_groups=None if self.place.uid is None else [],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=START_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            said = done.stdout.decode(errors="replace").strip()
            raise DatabaseGone(f"{Path(command[0]).name} failed at {cwd}: {said}")

    def _launch(self) -> None:
        """Start the server and wait, at most 60 seconds, until it answers."""
        make_socket_folder(self.place)
        self._process = self._spawn()
        self._guard = Guard(self._process.pid, signal.SIGINT)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None and self._memory_still_in_use() and time.monotonic() < deadline:
                time.sleep(0.1)
                self._guard.release()
                self._process = self._spawn()
                self._guard = Guard(self._process.pid, signal.SIGINT)
            elif self._process.poll() is not None or time.monotonic() >= deadline:
                raise DatabaseGone(f"The embedded PostgreSQL at {self.place.data} did not start: {self._last_words()}")
            time.sleep(0.02)

    def _spawn(self) -> subprocess.Popen[bytes]:
        place = self.place
        settings = COMMON | {"unix_socket_directories": str(place.socket)} | ({} if self._durable else FAST)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with place.log.open("wb") as log:
            return subprocess.Popen(
                [str(place.programs / "postgres"), "-D", str(place.data), *options],
                cwd=place.data,
                env=ENVIRONMENT,
                user=place.uid,
                group=place.gid,
                extra_groups=None if place.uid is None else [],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

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


def taken(lock: FileIO) -> bool:
    """Whether the lock could be had at once."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
