"""Requests of the provider that came while the database was away, kept on disk until they can be written down.

One file a request, named by its time, so that they are taken up in the order in which they came. They hold personal
data: mode 0600, removed as soon as they are in the database.
"""

import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from ivr.store.base import new_key

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SpooledRequest:
    """A request as it came: `path` within this service with its query, the form, when, what was told, and why that."""

    path: str
    form: Mapping[str, str]
    at: datetime
    told: str
    why: str = ""


class Spool:
    """The folder of this machine's spooled requests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, request: SpooledRequest) -> None:
        """Write the request so that it survives a power cut. Raises OSError when the disk refuses."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = self._folder / f"{new_key()}.json"
        data = {**asdict(request), "form": dict(request.form), "at": request.at.isoformat()}
        partial = target.with_suffix(".partial")
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(orjson.dumps(data))
            file.flush()
            os.fsync(file.fileno())
        partial.rename(target)
        self._sync_folder()

    def waiting(self) -> Iterator[tuple[Path, SpooledRequest]]:
        """The requests in the order in which they came; each is to be taken up, then `done`.

        A file that cannot be read is put aside for a person to look at.
        """
        for path in sorted(self._folder.glob("*.json")):
            try:
                data: dict[str, Any] = orjson.loads(path.read_bytes())
                request = SpooledRequest(**{**data, "at": datetime.fromisoformat(data["at"])})
            except FileNotFoundError:
                continue
            except (ValueError, LookupError, TypeError):
                log.exception("the spooled request %s cannot be read", path.name)
                path.rename(path.with_suffix(".unreadable"))
            else:
                yield path, request

    def done(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def _sync_folder(self) -> None:
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
