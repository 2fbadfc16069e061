"""The stages of a complaint, and what has to be done before it may go on. Pure: times are arguments.

A complaint gets a receipt before anybody looks into it, and is put through to whoever answers for it where that can be
done. The time-outs are the council's; the usual ones follow what councils of two countries promise.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from ivr.errors import Refused

FOLLOWS: Mapping[str, frozenset[str]] = {
    "received": frozenset({"triage"}),
    "triage": frozenset({"escalated", "responded"}),
    "escalated": frozenset({"escalated", "responded"}),
    "responded": frozenset({"escalated", "closed"}),
    "closed": frozenset(),
}
RECEIPTS = ("text", "email", "post", "refused")
WARM_TRANSFERS = ("attempted", "not_possible")
OUTCOMES = ("upheld", "partly", "not")
ANSWERED = frozenset({"responded", "closed"})
"""Nobody waits for an answer any more."""


class Standing(Protocol):
    """What of a complaint the rules look at."""

    stage: str
    receipt: str | None
    warm_transfer: str | None
    level: int
    acknowledge_by: datetime | None
    acknowledge_told_at: datetime | None
    answer_by: datetime | None


def may_become(complaint: Standing, to: str) -> None:
    """Raises Refused, saying what has to be done first, when `to` may not follow."""
    if to not in FOLLOWS.get(complaint.stage, ()):
        raise Refused(f"A complaint that is {complaint.stage} cannot become {to}.")
    if complaint.receipt is None:
        raise Refused("Send a receipt first, or write down that none is wanted.")
    if complaint.stage == "triage" and complaint.warm_transfer is None:
        raise Refused("Write down first whether the caller was put through to whoever answers for it, or why not.")


def receipt_overdue(complaint: Standing, now: datetime) -> bool:
    """Nobody has been told yet that the receipt is late."""
    late = complaint.acknowledge_by is not None and complaint.acknowledge_by <= now
    return late and complaint.receipt is None and complaint.acknowledge_told_at is None


def answer_overdue(complaint: Standing, now: datetime, next_by: datetime | None, levels: int) -> bool:
    """It is to go up one level: the first time when the answer is late, then each time `next_by` has passed."""
    if complaint.stage in ANSWERED or complaint.level >= levels or complaint.answer_by is None:
        return False
    due = complaint.answer_by if complaint.level == 0 else max(complaint.answer_by, next_by or complaint.answer_by)
    return due <= now
