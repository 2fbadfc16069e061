"""A case goes on: from one status to another, for a reason, as `rules.lifecycle` allows."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from afterhours.models import Case, CaseLink, Complaint, Emergency
from afterhours.rules.lifecycle import FINISHED, moved_because
from afterhours.services.casework.writing import changed, told
from afterhours.services.signing import Signed
from ivr.errors import Refused


def move_case(session: Session, case: Case, to: str, reason: str, by: Signed, version: int) -> None:
    """Bring `case` to the status `to`. `version`: as the person saw it who decides.

    Raises Refused for what may not follow, for a missing reason, and while something keeps the case open;
    ChangedMeanwhile when somebody else was faster.
    """
    kept = moved_because(case.status, to, reason)
    if to in FINISHED:
        check_nothing_waits(session, case, to)
    if kept == "duplicate":
        check_is_linked(session, case)
    before = case.status
    changed(session, case, version, {"status": to, "status_reason": kept, **times(case, to, by.now)})
    told(session, case, by, "moved", **{"from": before, "to": to, "reason": kept})


def times(case: Case, to: str, now: datetime) -> dict[str, Any]:
    """What a change of status does to the times and the count beside it."""
    if to == "resolved":
        return {"resolved_at": now, "closed_at": None}
    if to == "closed":
        return {"closed_at": now}
    if case.status in FINISHED:
        return {"resolved_at": None, "closed_at": None, "reopened": case.reopened + 1}
    return {}


def check_nothing_waits(session: Session, case: Case, to: str) -> None:
    """A case is not over while a person is waited for, or while its complaint has not been answered."""
    live = exists().where(Emergency.case_id == case.id, Emergency.state.in_(("open", "accepted")))
    if session.scalar(select(live)):
        raise Refused("Its emergency is not over. End it on the page of the emergency first.")
    stage = session.scalar(select(Complaint.stage).where(Complaint.case_id == case.id))
    if stage not in (None, "closed") and not (stage == "responded" and to == "resolved"):
        raise Refused("Its complaint is not closed. Lead it to its end on the page of the complaint first.")


def check_is_linked(session: Session, case: Case) -> None:
    linked = exists().where(CaseLink.from_id == case.id, CaseLink.kind == "duplicate_of")
    if not session.scalar(select(linked)):
        raise Refused("Say which case it is a duplicate of: link it, and it is closed with that.")
