"""Releasing the folder callflows/: a checked revision that serves every new call from now on."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from afterhours.site import Site, load_site
from ivr.errors import FaultsFound, Refused
from ivr.flowfile.faults import Faults
from ivr.store.revision import Revision

LOCK = 311_003


@dataclass(frozen=True, slots=True)
class Released:
    """The revision that serves now. `fresh` is False when it served before; `faults` holds warnings only."""

    revision: int
    fresh: bool
    site: Site
    faults: Faults


def release(
    session: Session,
    files: Mapping[str, bytes],
    by: str,
    now: datetime,
    prove: Callable[[Site], Sequence[str]] = lambda _: (),
) -> Released:
    """Make the folder's state (path -> content) the newest revision; the state that serves already stays as it is.

    `by`: who releases. `prove`: plays the flows' own tests and gives a sentence for each failure. Raises FaultsFound,
    and Refused when a test fails; the last good revision goes on serving.
    """
    site, faults = load_site(files)
    if site is None:
        raise FaultsFound(faults)
    session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK})
    digest = digest_of(files)
    newest = session.execute(select(Revision.id, Revision.digest).order_by(Revision.id.desc()).limit(1)).one_or_none()
    if newest is not None and newest.digest == digest:
        return Released(newest.id, False, site, faults)
    failures = prove(site)
    if failures:
        raise Refused("\n".join(failures))
    texts = {path: data.decode("utf-8-sig") for path, data in files.items()}
    made = Revision(tenant=site.tenant, digest=digest, files=texts, released_at=now, released_by=by)
    session.add(made)
    session.flush()
    return Released(made.id, True, site, faults)


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over paths and contents, hexadecimal."""
    total = hashlib.sha256()
    for path, data in sorted(files.items()):
        for part in (path.encode(), data):
            total.update(len(part).to_bytes(8) + part)
    return total.hexdigest()
