"""What a machine keeps on disk for the hour in which the database is away."""

from sqlalchemy.orm import Session

from afterhours.services.numbers_of import numbers_by_handle
from afterhours.site import Site
from ivr.snapshot import Snapshot, SnapshotLine


def take_snapshot(session: Session, site: Site) -> Snapshot:
    """The lines of the newest revision, with the numbers of each one's fallback person as they are now."""
    numbers = numbers_by_handle(session, {line.fallback_person for line in site.book.lines.values()})
    return Snapshot(
        tuple(
            SnapshotLine(
                name=line.name,
                number=line.number,
                council=line.tenant_name,
                languages=line.languages,
                numbers=numbers.get(line.fallback_person, ()),
            )
            for line in site.book.lines.values()
        )
    )
