"""Raising an emergency at the desk, for a case that has none for this service: it is there, and due, with the commit.

The statement is the one by which a caller's key raises it (`emergency_statements`); only its beginning differs: it has
no call, for the caller talks with an agent, and nobody may take them away from there.
"""

from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Case, CaseEvent, Emergency
from afterhours.rules.escalation import Plan
from afterhours.services.emergencies.statements import KNOWN_HOURS, RAISE, TELL
from ivr.errors import Refused
from ivr.store.base import new_key

OF_CASE = 'with moved as (select null::uuid as id, tenant, line from "case" where id = %(case_id)s::uuid)'
RAISED = "with raised as (select id, tenant from emergency where id = %(id)s)"
"""A statement of its own: row security lets the desk tell of an emergency it sees, and the parts of one statement do
not see what each other make."""
AT_ONCE = 0
"""Somebody at the desk has asked already whether it is known: nobody waits for the caller to be asked."""


def raise_emergency(
    session: Session, case: Case, service: str, roster: str, plan: Plan, who: str, now: datetime
) -> UUID:
    """Raise it for `roster`, whose people are called by `plan` from this moment on; gives its id.

    `service`: a kind of request; the case is about it from now on. Raises Refused when the case has an emergency for
    this service already: that one goes on, or can be handed on from its page.
    """
    raised = insert(session, case, service, roster, plan, who, now)
    if raised is None:
        raise Refused("This case has an emergency of this kind already.")
    case.service, case.priority, case.version = service, "emergency", case.version + 1
    case.kind = "service_request" if case.kind in ("contact", "abandoned") else case.kind
    case.status = "open" if case.status in ("new", "resolved", "closed") else case.status
    detail = {"service": service, "roster": roster}
    session.add(
        CaseEvent(tenant=case.tenant, case_id=case.id, at=now, actor=who, what="emergency_raised", detail=detail)
    )
    return raised


def insert(session: Session, case: Case, service: str, roster: str, plan: Plan, who: str, now: datetime) -> UUID | None:
    """The emergency and the event that tells of it; None when there is one of this service."""
    raising = RAISE.format(known_hours=KNOWN_HOURS, hold_seconds=AT_ONCE)
    emergency = new_key()
    values = {
        "id": emergency,
        "case_id": case.id,
        "service": service,
        "roster": roster,
        "plan": orjson.dumps(plan.as_json()).decode(),
        "at": now,
        "alarm_at": now + plan.alarm_span,
        "event": new_key(),
        "what": "raised",
        "who": who,
        "detail": orjson.dumps({"service": service, "roster": roster}).decode(),
        "worked_at": None,
    }
    session.flush()
    statement = f"{OF_CASE}, raised as ({raising}) select id from raised"  # noqa: S608 - constants only
    raised = session.connection().exec_driver_sql(statement, values)
    if raised.first() is None:
        return None
    session.connection().exec_driver_sql(f"{RAISED} {TELL} from raised", values)
    return emergency


def has_one(session: Session, case: Case) -> bool:
    """Whether somebody waits for help in this case, or has it."""
    live = (Emergency.case_id == case.id, Emergency.state.in_(("open", "accepted")))
    return session.scalar(select(Emergency.id).where(*live).limit(1)) is not None
