"""The lock of an embedded server's data folder: one program at a time runs it, a second one waits and says so."""

import fcntl
import os
import time
from collections.abc import Callable
from io import FileIO
from pathlib import Path

from ivr.errors import DatabaseGone

Say = Callable[[str], None]


class FolderLock:
    """Held from `take` to `release`; the kernel gives it back when the holder dies, however that happens."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: FileIO | None = None

    def take(self, path: Path, patience: float, say: Say) -> None:
        """Take it (the file at `path`), waiting at most `patience` seconds. Raises DatabaseGone, naming the holder."""
        file = FileIO(path, "a+")
        deadline = time.monotonic() + patience
        if not taken(file):
            say(f"The embedded PostgreSQL at {self._folder} is in use by {holder(path)}; waiting for it to stop.")
        while not taken(file):
            if time.monotonic() >= deadline:
                file.close()
                raise DatabaseGone(
                    f"The embedded PostgreSQL at {self._folder} is in use by {holder(path)}. "
                    "Stop it first, or set DATABASE_URL."
                )
            time.sleep(0.05)
        file.truncate(0)
        file.write(f"process {os.getpid()}".encode())
        self._file = file

    def release(self) -> None:
        """Give it back; nothing happens when it is not held."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None

    @property
    def held(self) -> bool:
        return self._file is not None


def holder(path: Path) -> str:
    """Who has written itself into the lock's file."""
    return path.read_text() or "another process"


def taken(file: FileIO) -> bool:
    """Whether the lock could be had at once."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
