"""The audit's entries are sealed, a little after they were written."""

from afterhours.services.seal_audit import seal_audit
from ivr.clock import Clock
from ivr.store.database import Database


def sealed(database: Database, real_clock: Clock) -> int:
    """How many entries were sealed."""
    with database.transaction() as session:
        return seal_audit(session, real_clock.now())
