"""A call is over: its case says what it came to. Repeated whenever more becomes known; the result is the same."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from afterhours.models import Call, Case, Turn
from afterhours.rules.closing import CallTold, Outcome, TurnTold, outcome


def close_case(session: Session, call_id: UUID) -> None:
    """Fold the call's turns and the provider's last word into its case. A leg has no case, and nothing happens."""
    columns = (Case.id, Case.service, Case.messages, Case.version)
    case = session.execute(select(*columns).where(Case.call_id == call_id)).one_or_none()
    if case is None:
        return
    found = outcome(told(session, call_id, case.service, case.messages))
    session.execute(update(Case).where(Case.id == case.id).values(**changes(found, handled=case.version > 1)))


def changes(found: Outcome, *, handled: bool) -> dict[str, Any]:
    """The columns to write. Once a person has changed the case, kind and status are theirs."""
    lengths: dict[str, Any] = {
        "ending": found.ending,
        "action_taken": found.actions,
        "first_answer_at": found.first_answer_at,
        "seconds": found.seconds,
        "talk_seconds": found.talk_seconds,
        "message_seconds": found.message_seconds,
    }
    if handled:
        return lengths
    state: dict[str, Any] = {
        "kind": found.kind,
        "status": found.status,
        "disposition": found.disposition,
        "closed_at": found.closed_at,
    }
    return lengths | state


def told(session: Session, call_id: UUID, service: str | None, messages: list[dict[str, Any]]) -> CallTold:
    """What the database knows of a call."""
    columns = (Call.started_at, Call.ended_at, Call.end_status, Call.seconds)
    call = session.execute(select(*columns).where(Call.id == call_id)).one()
    turns = session.execute(select(Turn.number, Turn.at, Turn.events).where(Turn.call_id == call_id)).all()
    return CallTold(
        started_at=call.started_at,
        turns=tuple(TurnTold(turn.number, turn.at, tuple(turn.events)) for turn in turns),
        service=service,
        message_seconds=sum(message["seconds"] for message in messages if message["seconds"]),
        ended_at=call.ended_at,
        end_status=call.end_status,
        seconds=call.seconds,
    )
