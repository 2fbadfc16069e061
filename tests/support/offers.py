"""A call that is offered to an organisation, for tests that need no telephone network: its call, case, and agents."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from afterhours.models import Call, Case, Offer, QueuedCall, User
from afterhours.rules.case_numbers import number_at
from ivr.store.base import new_key

AT = datetime(2026, 12, 26, 7, 15, tzinfo=UTC)
TENANT = "long-point-county"


def an_offered_call(session: Session, at: int = 0, **fields: Any) -> Offer:
    """A resident's call with its case, offered to the answering company; `at` numbers those of one test."""
    tenant = fields.pop("tenant", TENANT)
    told = {"tenant": tenant, "line": "main"}
    caller = {**told, "channel": "voice", "caller_state": "withheld"}
    call = Call(
        id=new_key(), account="AC1", provider_call_id=f"CA{at}", direction="inbound", from_raw="anonymous",
        to_raw="+15195550100", started_at=AT, **caller,
    )  # fmt: skip
    case = Case(id=new_key(), number=number_at(at), call_id=call.id, priority="normal", opened_at=AT, **caller)
    places = {"case_id": case.id, "call_id": call.id, "group_name": "night_desk"}
    waiting = QueuedCall(id=new_key(), entered_at=AT, place_at=AT, state="offered", **told, **places)
    given = {"organisation": "nightline", "to_e164": "+15195550160", "state": "ringing", "offered_at": AT, **fields}
    offer = Offer(id=new_key(), tenant=tenant, queued_call_id=waiting.id, **places, **given)
    for row in (call, case, waiting, offer):
        session.add(row)
        session.flush()
    return offer


def offer_of(case: Case, **fields: Any) -> tuple[QueuedCall, Offer]:
    """The rows of a caller in line who is offered to the answering company's switchboard right now."""
    places = {"case_id": case.id, "call_id": case.call_id, "group_name": "night_desk", "tenant": case.tenant}
    at = case.opened_at
    waiting = QueuedCall(id=new_key(), line=case.line, entered_at=at, place_at=at, state="offered", **places)
    told = {"organisation": "nightline", "to_e164": "+15195550160", "state": "ringing", "offered_at": at, **fields}
    return waiting, Offer(id=new_key(), queued_call_id=waiting.id, **{**places, **told})


def an_agent(session: Session, login: str, **fields: Any) -> UUID:
    """Somebody who may sign in."""
    told = {"tenant": TENANT, "tenants": [TENANT], "role": "out-of-hours-agent", "password_hash": "-", **fields}
    user = User(id=new_key(), login=login, name=login.title(), created_at=AT, **told)
    session.add(user)
    session.flush()
    return user.id
