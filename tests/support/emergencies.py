"""Emergencies for tests that need one in the database, without a call that raised it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from afterhours.models import Attempt, Case, Emergency
from afterhours.rules.case_numbers import number_at
from afterhours.rules.escalation import Level, Plan, Target
from ivr.store.base import new_key

AT = datetime(2026, 12, 26, 7, 15, tzinfo=UTC)
PLAN = Plan(
    levels=(
        Level(ring=(Target("duty", "primary"),), seconds=25, text=(Target("duty", "primary"),)),
        Level(ring=(Target("duty", "secondary"),), seconds=25),
        Level(ring=(Target("person", "duty-manager"),), seconds=30),
    ),
    tell=("duty-manager",),
)


def an_emergency(session: Session, at: int = 0, **fields: Any) -> UUID:
    """An open emergency with its case; `at` numbers the cases of one test."""
    case_fields = {"tenant": "long-point-county", "line": "main", "service": "water-main-break"}
    caller = {"caller_state": "presented", "caller_e164": "+15195550123"}
    case = Case(
        id=new_key(), number=number_at(at), channel="voice", priority="emergency", opened_at=AT, **caller, **case_fields
    )
    session.add(case)
    session.flush()
    values = {**case_fields, "roster": "water", "plan": PLAN.as_json(), "raised_at": AT, "due_at": AT, **fields}
    emergency = Emergency(id=new_key(), case_id=case.id, **values)
    session.add(emergency)
    session.flush()
    return emergency.id


def an_attempt(session: Session, emergency_id: UUID, **fields: Any) -> UUID:
    """A text to Ann that waits."""
    told = {"kind": "text", "round": 0, "level": 0, "person": "ann", "to_e164": "+15195550160", "created_at": AT}
    attempt = Attempt(id=new_key(), tenant="long-point-county", emergency_id=emergency_id, **{**told, **fields})
    session.add(attempt)
    session.flush()
    return attempt.id
