"""A complaint goes its way: receipt, triage, up, answered, closed.

Each step is one conditional update of its row, told in the history of its case and in the audit; whoever it goes up to
is written to when the step is committed.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from afterhours.models import Case, Complaint
from afterhours.rules.complaints import OUTCOMES, RECEIPTS, WARM_TRANSFERS, may_become
from afterhours.rules.lifecycle import FINISHED
from afterhours.services.casework.complaint_letters import mail_receipt, text_receipt, write_to
from afterhours.services.casework.complaint_times import due, promises_of
from afterhours.services.casework.moving import move_case
from afterhours.services.casework.writing import ChangedMeanwhile, changed, told
from afterhours.services.signing import Signed
from afterhours.site import Site
from ivr.errors import Refused


def open_complaint(session: Session, site: Site, case: Case, by: Signed, version: int) -> Complaint:
    """The case is a complaint from now on; its times run from when the case was opened. Raises Refused when it is one
    already, ChangedMeanwhile when somebody else was faster."""
    if case.kind == "complaint" and session.get(Complaint, case.id) is not None:
        raise Refused("This case is a complaint already.")
    changed(session, case, version, {"kind": "complaint"} | ({"status": "open"} if case.status == "new" else {}))
    promised = promises_of(site, case.tenant)
    found = Complaint(
        case_id=case.id,
        tenant=case.tenant,
        received_at=case.opened_at,
        acknowledge_by=due(site, case.tenant, promised.acknowledge_within, case.opened_at),
        answer_by=due(site, case.tenant, promised.answer_within, case.opened_at),
    )
    session.add(found)
    session.flush()
    session.refresh(found)
    told(session, case, by, "complaint.received")
    return found


def give_receipt(
    session: Session, site: Site, case: Case, complaint: Complaint, how: str, by: Signed, *, email: str = ""
) -> None:
    """The receipt goes out (text, email), went out (post) or is not wanted (refused): it is looked into from now on.

    Raises Refused for a way that does not exist, or cannot be gone.
    """
    if how not in RECEIPTS:
        raise Refused(f"Choose one of: {', '.join(RECEIPTS)}.")
    if complaint.receipt is not None:
        raise Refused("It has had its receipt.")
    if how == "text":
        text_receipt(session, site, case, by)
    elif how == "email":
        mail_receipt(session, site, case, complaint, email, by)
    step(session, complaint, {"stage": "triage", "receipt": how, "receipt_at": by.now})
    told(session, case, by, "complaint.receipt", how=how)


def note_transfer(session: Session, case: Case, complaint: Complaint, how: str, note: str, by: Signed) -> None:
    """Whether the caller was put through to whoever answers for it. Raises Refused without a word to whom, or why."""
    if how not in WARM_TRANSFERS or not note.strip():
        raise Refused("Say whether the caller was put through, and to whom, or why that was not possible.")
    step(session, complaint, {"warm_transfer": how, "warm_transfer_note": " ".join(note.split())})
    told(session, case, by, "complaint.transfer", how=how, text=" ".join(note.split()))


def escalate(
    session: Session, site: Site, case: Case, complaint: Complaint, reason: str, by: Signed, link: str
) -> None:
    """Up one level; whoever stands there gets a letter. `link`: the page of the complaint.

    Raises Refused where nobody stands higher, without a reason, and before its receipt.
    """
    may_become(complaint, "escalated")
    to = next_level(site, case.tenant, complaint.level)
    if not reason.strip():
        raise Refused("Say why: whoever it goes to reads it.")
    go_up(session, case, complaint, to, by, what="escalated", reason=" ".join(reason.split()), link=link)


def go_up(
    session: Session, case: Case, complaint: Complaint, to: str, by: Signed, *, what: str, reason: str, link: str
) -> None:
    """`what` the letter says: escalated | overdue."""
    stage = "escalated" if complaint.receipt else complaint.stage
    level = complaint.level + 1
    step(session, complaint, {"stage": stage, "level": level, "escalated_at": by.now})
    told(session, case, by, "complaint.escalated", to=to, level=level, why=what, text=reason)
    write_to(session, case, to, what, f"level {level}", link, by.now, level=level, reason=reason)


def next_level(site: Site, tenant: str, level: int) -> str:
    """The handle of whoever stands one level higher."""
    levels = promises_of(site, tenant).escalate_to
    if level >= len(levels):
        raise Refused("Nobody stands higher: see escalate_to: below complaints: in site.yaml.")
    return levels[level]


def respond(
    session: Session, case: Case, complaint: Complaint, outcome: str, remedy: str, lessons: str, by: Signed
) -> None:
    """It is answered, with what came of it; the case is resolved. Raises Refused for an outcome that is none."""
    may_become(complaint, "responded")
    if outcome not in OUTCOMES:
        raise Refused(f"Choose one of: {', '.join(OUTCOMES)}.")
    kept: dict[str, Any] = {"outcome": outcome, "remedy": remedy.strip() or None, "lessons": lessons.strip() or None}
    step(session, complaint, {"stage": "responded", "responded_at": by.now, **kept})
    told(session, case, by, "complaint.responded", outcome=outcome)
    if case.status not in FINISHED:
        move_case(session, case, "resolved", "", by, case.version)


def close_complaint(session: Session, case: Case, complaint: Complaint, by: Signed) -> None:
    """It is over, and its case with it."""
    may_become(complaint, "closed")
    step(session, complaint, {"stage": "closed", "closed_at": by.now})
    told(session, case, by, "complaint.closed")
    if case.status != "closed":
        move_case(session, case, "closed", "done", by, case.version)


def remind_of_receipt(session: Session, site: Site, case: Case, complaint: Complaint, by: Signed, link: str) -> None:
    """The receipt is late: whoever stands on the first level is told, once."""
    step(session, complaint, {"acknowledge_told_at": by.now})
    told(session, case, by, "complaint.receipt_late")
    for to in promises_of(site, case.tenant).escalate_to[:1]:
        write_to(session, case, to, "receipt", "receipt", link, by.now)


def step(session: Session, complaint: Complaint, values: Mapping[str, Any]) -> None:
    """Change the complaint if nobody else has. Raises ChangedMeanwhile."""
    query = update(Complaint).where(Complaint.case_id == complaint.case_id, Complaint.version == complaint.version)
    change = query.values(**values, version=complaint.version + 1).returning(Complaint.case_id)
    if session.execute(change, execution_options={"synchronize_session": False}).first() is None:
        raise ChangedMeanwhile("Somebody else has changed this complaint meanwhile. Look at it again, then decide.")
    session.refresh(complaint)
