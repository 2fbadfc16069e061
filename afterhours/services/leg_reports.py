"""What the provider says of a leg, a call that we placed: in any order, and any number of times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from afterhours.services.dialling import SKEW
from ivr.telephony.port import Telephony

RESULTS: Mapping[str, str] = {
    "busy": "busy",
    "no-answer": "no_answer",
    "failed": "failed",
    "canceled": "no_answer",
    "completed": "unpressed",
}
"""The provider's last word -> what came of the leg, where no key was pressed."""
HOLDS = "machine_end_silence"
"""A recording that falls silent without a beep may be a switchboard that holds: the person may still come on."""
FULL_SECONDS = 12
"""A machine that puts the telephone down sooner than this takes no message."""
ENDED = text("""
update call set ended_at = ivr_now(), end_status = :status, seconds = :seconds where id = :id and ended_at is null
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class LegReport:
    """One word of the provider: `status` as it says it, `answered_by` where it looked (`machine_start`, `human`)."""

    leg: UUID
    provider_id: str
    status: str
    seconds: int = 0
    answered_by: str = ""

    @property
    def answered(self) -> bool:
        return self.status in ("in-progress", "answered")


def end_call(session: Session, report: LegReport) -> None:
    """The end of the leg's own call, where anybody answered: the first thing that is written of it.

    That is where each of its turns begins, too. Only then come the row that the leg is rung for and the leg's own:
    two that wait for each other end in a deadlock.
    """
    session.execute(ENDED, {"id": report.leg, "status": report.status, "seconds": report.seconds})


def result_of(report: LegReport) -> str:
    """What came of it if no key was pressed."""
    if report.status == "completed" and is_machine(report.answered_by):
        return "mailbox_full" if 0 < report.seconds < FULL_SECONDS else "machine"
    return RESULTS[report.status]


def is_machine(answered_by: str) -> bool:
    return answered_by.startswith("machine") or answered_by == "fax"


def takes_nobody(answered_by: str) -> bool:
    """Whether what has answered will put nobody on: its call is ended early, and somebody else is rung."""
    return is_machine(answered_by) and answered_by != HOLDS


def asked(telephony: Telephony, leg: UUID, to: str, provider_id: str, made_at: datetime) -> LegReport:
    """How a leg stands that nobody reported on, by the provider's own list; one it knows nothing of has failed.

    `made_at`: service time of the leg's row. Raises ProviderGone.
    """
    listed = telephony.find_calls(to, made_at - SKEW)
    found = next((each for each in listed if each.provider_call_id == provider_id), None)
    if found is None:
        return LegReport(leg=leg, provider_id=provider_id, status="failed")
    return LegReport(leg=leg, provider_id=provider_id, status=found.status, seconds=found.seconds or 0)
