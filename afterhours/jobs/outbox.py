"""Claims what is due in the outbox and hands it to a bounded pool; a tick never sends anything itself."""

import secrets
from collections.abc import Mapping
from concurrent.futures import Executor
from threading import BoundedSemaphore

from afterhours.services import outbox
from ivr.logs import trace
from ivr.store.database import Database

AT_ONCE = 8
"""Messages of this process on their way at the same time."""
MOST_IN_A_ROW = 20
"""So many more a process that shall stop may still send."""
LETTERS_AT_ONCE = 2
"""A mail server that does not answer holds these, and nobody else."""
LARGE_AT_ONCE = 2
"""Of those that may take minutes, beside the others: nobody who is to be rung waits behind a download."""


class OutboxJob:
    """Sends the kinds of `senders`, `at_once` in a process. `who` names it in the leases."""

    def __init__(
        self,
        database: Database,
        senders: Mapping[str, outbox.Sender],
        pool: Executor,
        who: str,
        at_once: int = AT_ONCE,
    ) -> None:
        self._database, self._senders, self._pool, self._who = database, senders, pool, who
        self._at_once, self._free = at_once, BoundedSemaphore(at_once)

    def tick(self) -> int:
        """Claim as many as there is room for; returns how many were handed on."""
        room = self._take_room()
        claimed = self._claim(room) if room else []
        for _ in range(room - len(claimed)):
            self._free.release()
        for message in claimed:
            self._pool.submit(self._send, message)
        return len(claimed)

    def _take_room(self) -> int:
        room = 0
        while room < self._at_once and self._free.acquire(blocking=False):
            room += 1
        return room

    def _claim(self, most: int) -> list[outbox.Waiting]:
        kinds = sorted(self._senders)
        if not kinds:
            return []
        patience = {kind: outbox.patience_of(sender) for kind, sender in self._senders.items()}
        with self._database.transaction() as session:
            return outbox.claim(session, self._who, kinds, most, patience)

    def _send(self, message: outbox.Waiting) -> None:
        """This one, and then what is due by now: many at once do not wait for the next tick."""
        try:
            self._one(message)
            for _ in range(MOST_IN_A_ROW):
                for following in self._claim(1):
                    self._one(following)
                    break
                else:
                    return
        finally:
            self._free.release()

    def _one(self, message: outbox.Waiting) -> None:
        with trace(call=message.call_id, turn=message.turn, tenant=message.tenant, revision=message.revision):
            sender, spread = self._senders[message.kind], secrets.randbelow(1000) / 1000
            outbox.send(self._database, self._who, message, sender, spread)
