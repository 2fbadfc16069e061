"""The revisions this process has read: loaded from the database once, kept in memory."""

from threading import Lock

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from afterhours.site import Site, load_site
from ivr.errors import NotFound
from ivr.store.database import Database
from ivr.store.revision import Revision

MOST_KEPT = 8
"""Revisions in memory; calls of older ones are rare, and read theirs again."""


class Library:
    """Revision id -> site, for every thread of a process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sites: dict[int, Site] = {}
        self._lock = Lock()

    def site(self, revision: int) -> Site:
        """Raises NotFound for a revision that was never released, or that this version cannot read any more."""
        known = self._sites.get(revision)
        if known is not None:
            return known
        with self._lock:
            if revision not in self._sites:
                self._keep(revision, self._read(revision))
            return self._sites[revision]

    def newest(self) -> tuple[int, Site]:
        """The revision that serves new calls, and its site. Raises NotFound before the first release."""
        with self._database.transaction() as session:
            revision = newest_id(session)
        if revision is None:
            raise NotFound("No call flows have been released yet. Run `ivr db upgrade`.")
        return revision, self.site(revision)

    def _read(self, revision: int) -> Site:
        with self._database.transaction() as session:
            files = session.scalar(select(Revision.files).where(Revision.id == revision))
        if files is None:
            raise NotFound(f"There is no revision {revision} of the call flows.")
        site, faults = load_site({path: text.encode() for path, text in files.items()}, check=False)
        if site is None:
            raise NotFound(f"Revision {revision} of the call flows cannot be read by this version:\n{faults}")
        return site

    def _keep(self, revision: int, site: Site) -> None:
        self._sites[revision] = site
        for oldest in sorted(self._sites)[:-MOST_KEPT]:
            del self._sites[oldest]


def newest_id(session: Session) -> int | None:
    return session.scalar(select(func.max(Revision.id)))
