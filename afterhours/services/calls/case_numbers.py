"""Handing out case numbers: a block at a time from the database, one by one from memory."""

from collections.abc import Iterator
from threading import Lock

from afterhours.models.case import NUMBERS_PER_BLOCK
from afterhours.rules.case_numbers import block
from ivr.store.database import Reading

BLOCK = "select nextval('case_number') as position"


class CaseNumbers:
    """The numbers of one process. What is left of a block when it ends is never used."""

    def __init__(self) -> None:
        self._left: Iterator[str] = iter(())
        self._lock = Lock()

    def next(self, work: Reading) -> str:
        """A number that no other process gets. Raises Refused when all are used up."""
        with self._lock:
            number = next(self._left, None)
            if number is None:
                row = work.one(BLOCK, {})
                self._left = block(row["position"] if row else 0, NUMBERS_PER_BLOCK)
                number = next(self._left)
            return number
