"""Handing out case numbers: a block at a time from the database, one by one from memory."""

from collections.abc import Iterator
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models.case import CASE_NUMBERS, NUMBERS_PER_BLOCK
from afterhours.rules.case_numbers import block


class CaseNumbers:
    """The numbers of one process. What is left of a block when it ends is never used."""

    def __init__(self) -> None:
        self._left: Iterator[str] = iter(())
        self._lock = Lock()

    def next(self, session: Session) -> str:
        """A number that no other process gets. Raises Refused when all are used up."""
        with self._lock:
            number = next(self._left, None)
            if number is None:
                self._left = block(session.scalar(select(CASE_NUMBERS.next_value())) or 0, NUMBERS_PER_BLOCK)
                number = next(self._left)
            return number
