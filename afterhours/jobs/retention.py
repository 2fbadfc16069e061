"""The job that purges: some batches of each class and council at each waking, so that it never takes long."""

import logging
from collections.abc import Callable
from datetime import datetime

from afterhours.rules.retention import CLASSES, RecordClass
from afterhours.services.give_life_sign import give_life_sign
from afterhours.services.retention.purging import BATCH, Times, purge_batch, purge_rest
from afterhours.site import Site
from ivr.clock import Clock
from ivr.errors import NotFound
from ivr.store.database import Database

PROCESS = "retention"
log = logging.getLogger(__name__)
BATCHES = 20
"""At most so many of a class at one waking: 2,000 rows, some seconds."""


class RetentionJob:
    """`clock` is the service's."""

    def __init__(self, database: Database, site: Callable[[], Site], clock: Clock, real_clock: Clock) -> None:
        self._database, self._site, self._clock, self._real_clock = database, site, clock, real_clock

    def tick(self) -> int:
        """How many rows were purged. Nothing before the first release."""
        try:
            councils = self._site().councils
        except NotFound:
            return 0
        times = Times(self._clock.now(), self._real_clock.now())
        gone = sum(
            self.purge(tenant, kind, council.retention[kind].before(reckoned(kind, times)), times)
            for tenant, council in councils.items()
            for kind in CLASSES
        )
        for tenant in councils:
            with self._database.transaction() as session:
                purge_rest(session, tenant, times)
        with self._database.transaction() as session:
            give_life_sign(session, PROCESS, times.real_now)
        return gone

    def purge(self, tenant: str, kind: RecordClass, before: datetime, times: Times, batches: int = BATCHES) -> int:
        """One transaction a batch."""
        total = 0
        for _ in range(batches):
            with self._database.transaction() as session:
                gone = purge_batch(session, tenant, kind, before, times)
            total += gone
            if gone < BATCH:
                break
        if total:
            log.info("purged %s of %s of %s", total, kind, tenant)
        return total


def reckoned(kind: RecordClass, times: Times) -> datetime:
    """The audit is written in real time, also where a demonstration has travelled."""
    return times.real_now if kind == "audit" else times.now
