"""The pager as the scheduler wakes it: each second, and at once when the database notifies `ivr_work`."""

from collections.abc import Callable
from datetime import timedelta

from afterhours.services.paging.pager import Pager
from afterhours.services.paging.watching import sweep
from ivr.clock import Clock
from ivr.store.database import Database
from ivr.store.listening import Listener as ChannelListener

CHANNEL = "ivr_work"
STANDSTILL = timedelta(seconds=30)


class PagerJob:
    """One for each process. `send` wakes its outbox: what was decided here or elsewhere leaves at once."""

    def __init__(self, pager: Pager, send: Callable[[], object], real_clock: Clock) -> None:
        self._pager, self._send, self._clock = pager, send, real_clock
        self.worked_at = real_clock.now()
        """When a batch of what was due had last been done, in real time."""

    def tick(self) -> int:
        """Everything that is due; how many pieces of work were done. Raises DatabaseGone."""
        moved = 0
        while done := self._pager.work():
            moved += done
            self._rest()
        self._rest()
        return moved

    def works(self) -> bool:
        """Whether it got on within the last half minute."""
        return self._clock.now() - self.worked_at < STANDSTILL

    def _rest(self) -> None:
        self.worked_at = self._clock.now()
        self._send()


def swept(database: Database, pager: PagerJob) -> int:
    """Mend what should be due and is not. What is merely due now is done first: time may have been moved."""
    pager.tick()
    return sweep(database)


class Listener(ChannelListener):
    """`wake` is called for every notice, and after each connecting; what is missed meanwhile the tick finds."""

    def __init__(self, database_url: str, wake: Callable[[], object]) -> None:
        super().__init__(database_url, CHANNEL, lambda _: wake(), wake)
