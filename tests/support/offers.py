"""A call that is offered to an organisation, for tests that need no telephone network: its call, case, and agents."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from afterhours.models import Call, Case, User
from afterhours.rules.case_numbers import number_at
from ivr.store.base import new_key

AT = datetime(2026, 12, 26, 7, 15, tzinfo=UTC)
TENANT = "long-point-county"


@dataclass(frozen=True, slots=True)
class AnOffer:
    """What `afterhours.services.grants` asks of an offer."""

    call_id: UUID
    case_id: UUID
    tenant: str = TENANT
    organisation: str = "nightline"
    id: UUID = field(default_factory=new_key)


def an_offered_call(session: Session, at: int = 0, **fields: Any) -> AnOffer:
    """A resident's call with its case, offered to the answering company; `at` numbers those of one test."""
    tenant = fields.get("tenant", TENANT)
    told = {"tenant": tenant, "line": "main", "channel": "voice", "caller_state": "withheld"}
    call = Call(
        id=new_key(), account="AC1", provider_call_id=f"CA{at}", direction="inbound", from_raw="anonymous",
        to_raw="+15195550100", started_at=AT, **told,
    )  # fmt: skip
    session.add(call)
    session.flush()
    case = Case(id=new_key(), number=number_at(at), call_id=call.id, priority="normal", opened_at=AT, **told)
    session.add(case)
    session.flush()
    return AnOffer(call.id, case.id, **fields)


def an_agent(session: Session, login: str, **fields: Any) -> UUID:
    """Somebody who may sign in."""
    told = {"tenant": TENANT, "tenants": [TENANT], "role": "out-of-hours-agent", "password_hash": "-", **fields}
    user = User(id=new_key(), login=login, name=login.title(), created_at=AT, **told)
    session.add(user)
    session.flush()
    return user.id
