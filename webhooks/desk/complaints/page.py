"""Complaints as their pages show them: the list with its due times, and one with what may be done next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_

from afterhours.models import Case, Complaint
from afterhours.rules.complaints import ANSWERED, FOLLOWS
from afterhours.services.casework.complaint_times import promises_of
from afterhours.site import Site
from ivr.errors import NotFound
from webhooks.desk.access import Desk
from webhooks.desk.cases.rows import Row, row_of
from webhooks.desk.complaints import words
from webhooks.desk.names import Names
from webhooks.desk.words import Look
from webhooks.pages.times import Moment, moment

PAGE = 25


@dataclass(frozen=True, slots=True)
class Due:
    """Something that was promised: until when, whether it is late; `at` is None where no business time is known."""

    at: Moment | None
    late: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One complaint. `possible`: the forms it is shown with. `higher`: the handle of whoever stands one level up."""

    row: Row
    complaint: Complaint
    stage: Look
    received: Moment
    receipt: str
    receipt_due: Due
    answer_due: Due
    transfer: str
    outcome: str
    possible: frozenset[str]
    higher: str
    levels: int


@dataclass(frozen=True, slots=True)
class Listing:
    """`older`: the number of the case to go on before."""

    sheets: Sequence[Sheet]
    older: str | None


def listed(desk: Desk, site: Site, names: Names, before: str | None, *, everything: bool) -> Listing:
    """Newest first; those that are answered only where `everything` is asked for."""
    query = desk.cases().join(Complaint, Complaint.case_id == Case.id).add_columns(Complaint)
    if not everything:
        query = query.where(Complaint.stage.not_in(ANSWERED))
    if before:
        place = select(Complaint.received_at, Complaint.case_id).join(Case, Case.id == Complaint.case_id)
        place = place.where(Case.number == before, desk.seen())
        query = query.where(tuple_(Complaint.received_at, Complaint.case_id) < place.scalar_subquery())
    newest = Complaint.received_at.desc(), Complaint.case_id.desc()
    rows = desk.session.execute(query.order_by(*newest).limit(PAGE + 1)).all()
    sheets = [sheet_of(case, complaint, site, names, desk.now) for case, complaint in rows[:PAGE]]
    return Listing(sheets, sheets[-1].row.number if len(rows) > PAGE else None)


def found(desk: Desk, number: str) -> tuple[Case, Complaint]:
    """Raises NotFound, also for a case that is no complaint."""
    case = desk.case_numbered(number)
    complaint = desk.session.get(Complaint, case.id)
    if complaint is None:
        raise NotFound("no such complaint")
    return case, complaint


def sheet_of(case: Case, complaint: Complaint, site: Site, names: Names, now: datetime) -> Sheet:
    zone = names.zone(case.tenant)
    levels = promises_of(site, case.tenant).escalate_to
    return Sheet(
        row=row_of(case, names, now),
        complaint=complaint,
        stage=words.stage(complaint.stage),
        received=moment(complaint.received_at, zone, now),
        receipt=words.receipt(complaint.receipt) if complaint.receipt else "",
        receipt_due=due_of(complaint.acknowledge_by, zone, now, done=complaint.receipt is not None),
        answer_due=due_of(complaint.answer_by, zone, now, done=complaint.stage in ANSWERED),
        transfer=words.transfer(complaint.warm_transfer) if complaint.warm_transfer else "",
        outcome=words.outcome(complaint.outcome) if complaint.outcome else "",
        possible=possible(complaint, len(levels)),
        higher=levels[complaint.level] if complaint.level < len(levels) else "",
        levels=len(levels),
    )


def due_of(at: datetime | None, zone: str, now: datetime, *, done: bool) -> Due:
    return Due(moment(at, zone, now) if at else None, at is not None and at <= now and not done)


def possible(complaint: Complaint, levels: int) -> frozenset[str]:
    """The forms that would not be refused now."""
    if complaint.receipt is None:
        return frozenset({"receipt"})
    forms = {"responded": "respond", "closed": "close"}
    found_forms = {forms[to] for to in FOLLOWS[complaint.stage] if to in forms}
    if "escalated" in FOLLOWS[complaint.stage] and complaint.level < levels:
        found_forms.add("escalate")
    if complaint.stage == "triage":
        return frozenset({"transfer"} if complaint.warm_transfer is None else found_forms)
    return frozenset(found_forms)
