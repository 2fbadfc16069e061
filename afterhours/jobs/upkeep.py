"""The jobs that look after the service itself: signs of life, the spool, the snapshot, the comparison of calls."""

from collections.abc import Callable

from afterhours.library import Library
from afterhours.services.calls.reconcile import reconcile
from afterhours.services.give_life_sign import give_life_sign
from afterhours.services.recordings.reconcile import reconcile_recordings
from afterhours.snapshots import Snapshots
from ivr.clock import Clock
from ivr.errors import NotFound
from ivr.replay import replay
from ivr.runner import Runner
from ivr.spool import Spool
from ivr.store.database import Database
from ivr.telephony.port import Telephony

PROCESS = "scheduler"


def heartbeat(database: Database, real_clock: Clock, pages: Callable[[], bool]) -> None:
    """Say that the scheduler lives; not while its pager stands still, for then callers have to be told otherwise: their
    own calls ring the people on duty."""
    if not pages():
        return
    with database.transaction() as session:
        give_life_sign(session, PROCESS, real_clock.now())


def spooled(spool: Spool, runner: Runner) -> None:
    """Take up what came while the database was away."""
    replay(spool, runner)


def snapshot(snapshots: Snapshots) -> None:
    """Keep this machine's snapshot as lines and people are now; before the first release there is nothing to keep."""
    try:
        snapshots.refresh()
    except NotFound:
        return


def compared(
    runner: Runner, provider: Callable[[], Telephony], database: Database, library: Library, clock: Clock
) -> None:
    """Compare calls and recordings with the provider's lists.

    Raises BadSetting where there are no credentials to ask with.
    """
    _, site = library.newest()
    lines = [line.number for line in site.book.lines.values()]
    now = clock.now()
    reconcile(runner, provider(), database, lines, now)
    reconcile_recordings(runner, provider(), database, now)
