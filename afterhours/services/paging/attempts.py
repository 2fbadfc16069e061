"""Attempts: one row for each call and text about an emergency, with what carries it out in the outbox beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from afterhours.models import Attempt, Emergency, EmergencyEvent
from afterhours.services.outbox import put_in
from ivr.store.base import new_key

CALL, TEXT = "page.call", "page.text"
JOIN, CHECK, CALLER = "join.caller", "check.dropped", "tell.caller"
"""What the outbox holds of the pager's, each with its own sender."""
WAKE = text("select pg_notify('ivr_work', '')")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An attempt to make. `again` counts those beyond the plan; `result`: it is over before it began."""

    kind: str
    person: str
    to: str
    round: int
    level: int
    number_at: int = 0
    again: int = 0
    purpose: str = "page"
    result: str | None = None


def make(session: Session, emergency: Emergency, planned: Planned, now: datetime) -> UUID | None:
    """Write it down; None when it was made before: its place in the plan is its key."""
    values = {
        "id": new_key(),
        "tenant": emergency.tenant,
        "emergency_id": emergency.id,
        "kind": planned.kind,
        "round": planned.round,
        "level": planned.level,
        "person": planned.person,
        "number_at": planned.number_at,
        "again": planned.again,
        "purpose": planned.purpose,
        "to_e164": planned.to,
        "state": "over" if planned.result else "waiting",
        "result": planned.result,
        "created_at": now,
        "ended_at": now if planned.result else None,
    }
    made: UUID | None = session.scalar(insert(Attempt).values(values).on_conflict_do_nothing().returning(Attempt.id))
    return made


def place(session: Session, emergency: Emergency, attempt: UUID, now: datetime) -> None:
    """Let the call leave after the commit."""
    put_in(session, emergency.tenant, CALL, {"attempt": str(attempt)}, f"{CALL} {attempt}", now)


def call(session: Session, emergency: Emergency, planned: Planned, now: datetime) -> UUID | None:
    """Make a call's attempt, and let it leave."""
    attempt = make(session, emergency, planned, now)
    if attempt:
        place(session, emergency, attempt, now)
    return attempt


def call_beyond(
    session: Session, emergency: Emergency, person: str, to: str, purpose: str, now: datetime
) -> UUID | None:
    """A call beyond the plan: to somebody who was cut off, or who is asked whether it is done."""
    counted = select(func.coalesce(func.max(Attempt.again), 0) + 1).where(
        Attempt.emergency_id == emergency.id, Attempt.kind == "call"
    )
    again = session.scalar(counted) or 1
    level = max(emergency.level - 1, 0)
    planned = Planned(
        kind="call", person=person, to=to, round=emergency.round, level=level, again=again, purpose=purpose
    )
    return call(session, emergency, planned, now)


def text_to(
    session: Session,
    emergency: Emergency,
    person: str,
    to: str,
    words: str,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """A text to one person. `words`: which words of `rules.page_texts`; only `page` and `added` are about the call."""
    counted = select(func.count()).where(
        Attempt.emergency_id == emergency.id, Attempt.kind == "text", Attempt.person == person
    )
    planned = Planned(
        kind="text",
        person=person,
        to=to,
        round=emergency.round,
        level=emergency.level,
        again=session.scalar(counted) or 0,
        purpose="page" if words == "page" else "tell",
    )
    attempt = make(session, emergency, planned, now)
    if attempt:
        payload = {"attempt": str(attempt), "words": words, **(details or {})}
        put_in(session, emergency.tenant, TEXT, payload, f"{TEXT} {attempt}", now)


def tell(
    session: Session,
    emergency: Emergency,
    what: str,
    now: datetime,
    who: str | None = None,
    detail: Mapping[str, Any] | None = None,
    *,
    follows: bool = False,
) -> None:
    """An event; `follows`: something has to be done because of it, afterwards and by itself."""
    session.add(
        EmergencyEvent(
            id=new_key(),
            tenant=emergency.tenant,
            emergency_id=emergency.id,
            at=now,
            what=what,
            who=who,
            detail=dict(detail or {}),
            worked_at=None if follows else now,
        )
    )
