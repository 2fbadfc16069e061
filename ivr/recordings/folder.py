"""Recordings in a folder of this machine, or in one that several machines share: files that only their owner reads."""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ivr.errors import NotFound, StoreGone
from ivr.recordings.port import CHUNK, Kept, Tally, checked

PARTIAL = ".partial"
READ = "read"


class FolderStore:
    """Implements `port.SoundStore`. The folder is made when the first recording comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, chunks: Iterable[bytes], kind: str) -> Kept:  # noqa: ARG002 - a file's name says its kind
        path, tally = self._folder / checked(key), Tally()
        partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}{PARTIAL}")
        with translated("write"):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            sweep(path)
            handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in tally.of(chunks):
                    with translated("write"):
                        file.write(chunk)
                with translated("write"):
                    file.flush()
                    os.fsync(file.fileno())
            with translated("write"):
                partial.replace(path)
                fsync_folder(path.parent)
        finally:
            partial.unlink(missing_ok=True)
        return tally.kept

    def read(self, key: str, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        with translated(READ), (self._folder / checked(key)).open("rb") as file:
            file.seek(first)
            left = None if last is None else last - first + 1
            while chunk := file.read(CHUNK if left is None else min(CHUNK, left)):
                left = None if left is None else left - len(chunk)
                yield chunk

    def delete(self, key: str) -> None:
        with translated("delete from"):
            (self._folder / checked(key)).unlink(missing_ok=True)

    def keys(self) -> Iterator[str]:
        for path in sorted(self._folder.glob("??/*")):
            if not path.name.startswith("."):
                yield f"{path.parent.name}/{path.name}"

    def check(self) -> None:
        """By its rights only: a folder that another user made by looking would be in the way."""
        nearest = next(folder for folder in (self._folder, *self._folder.absolute().parents) if folder.exists())
        if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
            raise StoreGone(f"{nearest} cannot be written by this user.")


def sweep(path: Path) -> None:
    """Remove what a process that was killed has left of the same recording."""
    for left in path.parent.glob(f".{path.name}.*{PARTIAL}"):
        left.unlink(missing_ok=True)


def fsync_folder(folder: Path) -> None:
    """Only then does the file's name survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def translated(wish: str) -> Iterator[None]:
    """The disk's errors as ours."""
    try:
        yield
    except OSError as error:
        if wish == READ and isinstance(error, FileNotFoundError):
            raise NotFound("There is no such recording in the folder of recordings.") from error
        raise StoreGone(f"Cannot {wish} the folder of recordings: {error.strerror or error}.") from error
