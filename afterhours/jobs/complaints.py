"""Callers who complained have a complaint; one that is late goes up, and whoever has it then is written to.

Any number of schedulers may look at once.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from afterhours.models import Case, Complaint
from afterhours.rules.complaints import ANSWERED, answer_overdue, receipt_overdue
from afterhours.rules.lifecycle import FINISHED
from afterhours.services.casework.complaint_times import due, promises_of
from afterhours.services.casework.complaints import go_up, next_level, open_complaint, remind_of_receipt
from afterhours.services.casework.writing import ChangedMeanwhile
from afterhours.services.signing import Signed
from afterhours.site import Site
from ivr.clock import Clock
from ivr.errors import NotFound, Refused
from ivr.store.database import Database

PROGRAM = "ivr"
AT_ONCE = 200
RECENT = timedelta(days=31)
"""Older cases of a kind that has only now become a complaint are left as they are."""


class ComplaintsJob:
    """One for each process. `public_url`: where the page of a complaint is."""

    def __init__(
        self, database: Database, site: Callable[[], Site], clock: Clock, real_clock: Clock, public_url: str
    ) -> None:
        self._database, self._site = database, site
        self._clock, self._real_clock, self._public_url = clock, real_clock, public_url

    def tick(self) -> int:
        """How many were opened, were late and went up, or were told of. Nothing before the first release."""
        try:
            site = self._site()
        except NotFound:
            return 0
        by = Signed(PROGRAM, self._clock.now(), self._real_clock.now())
        with self._database.transaction() as session:
            new, waiting = session.scalars(complained(site, by)).all(), session.scalars(late(by)).all()
        return sum(self._opened(site, each, by) for each in new) + sum(self._one(site, each, by) for each in waiting)

    def _opened(self, site: Site, case_id: UUID, by: Signed) -> bool:
        try:
            with self._database.transaction() as session:
                case = session.get_one(Case, case_id)
                open_complaint(session, site, case, by, case.version)
        except Refused:
            return False
        return True

    def _one(self, site: Site, case_id: UUID, by: Signed) -> bool:
        """In a transaction of its own: whoever leads the complaint at this moment was first."""
        try:
            with self._database.transaction() as session:
                case, complaint = session.get_one(Case, case_id), session.get_one(Complaint, case_id)
                return look(session, site, case, complaint, by, f"{self._public_url}/desk/complaints/{case.number}")
        except ChangedMeanwhile:
            return False


def complained(site: Site, by: Signed) -> Select[UUID]:
    """Cases whose callers chose to complain, once their call is over and its case settled."""
    services = [name for name, each in site.services.items() if each.complaint]
    there = exists().where(Complaint.case_id == Case.id)
    query = select(Case.id).where(
        Case.tenant.in_(site.councils),
        Case.status.not_in(FINISHED),
        Case.service.in_(services),
        Case.ending.is_not(None),
        Case.opened_at > by.now - RECENT,
        ~there,
    )
    return query.order_by(Case.opened_at).limit(AT_ONCE)


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
