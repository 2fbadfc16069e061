"""Complaints that are late go up one level, and whoever stands there is written to. Many schedulers may look."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from afterhours.models import Case, Complaint
from afterhours.rules.complaints import ANSWERED, answer_overdue, receipt_overdue
from afterhours.services.casework.complaint_times import due, promises_of
from afterhours.services.casework.complaints import go_up, next_level, remind_of_receipt
from afterhours.services.casework.writing import ChangedMeanwhile
from afterhours.services.switch_hours import Signed
from afterhours.site import Site
from ivr.clock import Clock
from ivr.errors import NotFound
from ivr.store.database import Database

PROGRAM = "ivr"
AT_ONCE = 200


class ComplaintsJob:
    """One for each process. `public_url`: where the page of a complaint is."""

    def __init__(
        self, database: Database, site: Callable[[], Site], clock: Clock, real_clock: Clock, public_url: str
    ) -> None:
        self._database, self._site = database, site
        self._clock, self._real_clock, self._public_url = clock, real_clock, public_url

    def tick(self) -> int:
        """How many were late and went up, or were told of. Nothing before the first release."""
        try:
            site = self._site()
        except NotFound:
            return 0
        by = Signed(PROGRAM, self._clock.now(), self._real_clock.now())
        with self._database.transaction() as session:
            waiting = session.scalars(late(by)).all()
        return sum(self._one(site, case_id, by) for case_id in waiting)

    def _one(self, site: Site, case_id: UUID, by: Signed) -> bool:
        """In a transaction of its own: whoever leads the complaint at this moment was first."""
        try:
            with self._database.transaction() as session:
                case, complaint = session.get_one(Case, case_id), session.get_one(Complaint, case_id)
                return look(session, site, case, complaint, by, f"{self._public_url}/desk/complaints/{case.number}")
        except ChangedMeanwhile:
            return False


def late(by: Signed) -> Select[UUID]:
    """Those that something may be late of; each is looked at by the rules."""
    query = select(Complaint.case_id).where(
        Complaint.stage.not_in(ANSWERED),
        (Complaint.answer_by <= by.now)
        | (
            (Complaint.acknowledge_by <= by.now) & Complaint.receipt.is_(None) & Complaint.acknowledge_told_at.is_(None)
        ),
    )
    return query.order_by(Complaint.received_at).limit(AT_ONCE)


def look(session: Session, site: Site, case: Case, complaint: Complaint, by: Signed, link: str) -> bool:
    """What is due now is done; whether anything was."""
    promised = promises_of(site, case.tenant)
    since = complaint.escalated_at or complaint.answer_by
    next_by = due(site, case.tenant, promised.acknowledge_within, since) if since else None
    if receipt_overdue(complaint, by.now):
        remind_of_receipt(session, site, case, complaint, by, link)
        return True
    if not answer_overdue(complaint, by.now, next_by, len(promised.escalate_to)):
        return False
    to = next_level(site, case.tenant, complaint.level)
    go_up(session, case, complaint, to, by, what="overdue", reason="", link=link)
    return True
