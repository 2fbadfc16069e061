"""The dispatcher as the scheduler wakes it: each second, and at once when the database notifies `ivr_work`."""

from collections.abc import Callable

from afterhours.services.queue.dispatcher import Dispatcher
from afterhours.services.queue.reports import poll_offers
from afterhours.services.queue.watching import sweep_lines
from ivr.store.database import Database
from ivr.telephony.port import Telephony


class DispatcherJob:
    """One for each process. `send` wakes its outbox: what was decided here or elsewhere leaves at once."""

    def __init__(self, dispatcher: Dispatcher, send: Callable[[], object]) -> None:
        self._dispatcher, self._send = dispatcher, send

    def tick(self) -> int:
        """Everything that is due; how many pieces of work were done. Raises DatabaseGone."""
        moved = 0
        while done := self._dispatcher.work():
            moved += done
            self._send()
        if moved:
            self._send()
        return moved


def lines_watched(database: Database, telephony: Callable[[], Telephony]) -> int:
    """Mend what nobody reported: legs of whom nothing is heard, and callers whose end was not told here."""
    return poll_offers(database, telephony) + sweep_lines(database)
