"""The jobs that look after the service itself: signs of life, the spool, the snapshot, the comparison of calls."""

from afterhours.parts import Parts
from afterhours.services.give_life_sign import give_life_sign
from afterhours.services.reconcile import reconcile
from ivr.errors import NotFound
from ivr.replay import replay

PROCESS = "scheduler"


def heartbeat(parts: Parts) -> None:
    """Say that the scheduler lives."""
    with parts.database.transaction() as session:
        give_life_sign(session, PROCESS, parts.real_clock.now())


def spooled(parts: Parts) -> None:
    """Take up what came while the database was away."""
    if any(True for _ in parts.spool.waiting()):
        replay(parts.spool, parts.runner)


def snapshot(parts: Parts) -> None:
    """Keep this machine's snapshot as lines and people are now; before the first release there is nothing to keep."""
    try:
        parts.snapshots.refresh()
    except NotFound:
        return


def compared(parts: Parts) -> None:
    """Compare the calls with the provider's list."""
    lines = [line.number for line in parts.book.lines.values()]
    reconcile(parts.runner, parts.telephony, parts.database, lines, parts.clock.now())
