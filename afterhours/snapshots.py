"""This machine's snapshot: on disk, and in memory for as long as the file is the same."""

from pathlib import Path
from threading import Lock

from afterhours.library import Library
from afterhours.services.releases.take_snapshot import take_snapshot
from ivr import snapshot
from ivr.clock import Clock
from ivr.errors import NotFound, Unavailable
from ivr.snapshot import Snapshot
from ivr.store.database import Database


class Snapshots:
    """`path`: the file of this machine, shared by its processes."""

    def __init__(self, path: Path, database: Database, library: Library, clock: Clock) -> None:
        self._path, self._database, self._library, self._clock = path, database, library, clock
        self._known: Snapshot | None = None
        self._changed: int | None = None
        self._lock = Lock()

    def current(self) -> Snapshot:
        """What the fallback goes by; made now when there is none yet. Raises Unavailable when it cannot be had."""
        with self._lock:
            changed = self._path.stat().st_mtime_ns if self._path.exists() else None
            if self._known is None or changed != self._changed:
                self._known, self._changed = snapshot.load(self._path), changed
            return self._known or self._first()

    def refresh(self) -> None:
        """Write the newest lines and numbers to disk when they differ. Raises Unavailable, NotFound."""
        _, site = self._library.newest()
        with self._database.transaction() as session:
            fresh = take_snapshot(session, site, self._clock.now())
        if snapshot.load(self._path) != fresh:
            snapshot.save(fresh, self._path)

    def _first(self) -> Snapshot:
        try:
            self.refresh()
        except NotFound as error:
            raise Unavailable(str(error)) from error
        found = snapshot.load(self._path)
        if found is None:
            raise Unavailable(f"the snapshot {self._path} cannot be read")
        return found
