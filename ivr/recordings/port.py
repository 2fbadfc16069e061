"""What this program asks of a store of recordings. Nothing here knows which store it is.

A key is `ab/0198....wav`: two letters that spread the files, an id, and what kind of file it is; nothing of a caller.
Every method raises `StoreGone` when the store is away, full or refuses (try again later).
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from ivr.errors import Refused

CHUNK = 256 * 1024
KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}\.[a-z0-9]{1,4}")
EXTENSIONS = {"audio/x-wav": "wav", "audio/wav": "wav", "audio/wave": "wav", "audio/mpeg": "mp3"}


@dataclass(frozen=True, slots=True)
class Kept:
    """How many bytes there are, and their SHA-256 in hexadecimal."""

    bytes: int
    sha256: str


class SoundStore(Protocol):
    """A store of recordings."""

    def put(self, key: str, chunks: Iterable[bytes], kind: str) -> Kept:
        """Store a sound: whole or not at all, in place of what was there. `kind`: such as audio/x-wav.

        It survives a power cut when this returns. What `chunks` raises is let through.
        """
        ...

    def read(self, key: str, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """The bytes from `first` up to and including `last`. The first `next` raises NotFound when there are none."""
        ...

    def delete(self, key: str) -> None:
        """Forget a sound; one that is not there is no fault."""
        ...

    def keys(self) -> Iterator[str]:
        """Everything that is stored."""
        ...

    def check(self) -> None:
        """Raises StoreGone when nothing could be stored now; leaves nothing behind."""
        ...


def key_for(recording_id: UUID, kind: str) -> str:
    """Where a recording is kept. The end of its id spreads the files; its beginning is the time."""
    extension = EXTENSIONS.get(kind.partition(";")[0].strip().lower(), "bin")
    return f"{recording_id.hex[-2:]}/{recording_id.hex}.{extension}"


def checked(key: str) -> str:
    """Raises Refused for what is no key of ours: it would name a file elsewhere."""
    if not KEY.fullmatch(key):
        raise Refused("That is not the key of a recording.")
    return key


class Tally:
    """Counts and sums what passes through: `for chunk in tally.of(chunks)`."""

    def __init__(self) -> None:
        self._bytes, self._sum = 0, hashlib.sha256()

    def of(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._bytes += len(chunk)
            self._sum.update(chunk)
            yield chunk

    @property
    def kept(self) -> Kept:
        return Kept(self._bytes, self._sum.hexdigest())


def kept_of(chunks: Iterable[bytes]) -> Kept:
    """Count and sum of what is read."""
    tally = Tally()
    for _ in tally.of(chunks):
        pass
    return tally.kept
