"""Calls and cases for lists and scripts: one plain mapping each, with stable names; instants are aware UTC."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from afterhours.models import Call, Case, OutboxMessage, Turn
from ivr.errors import NotFound

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which calls or cases. `number`: a case number (nine digits), a caller's (E.164), or the provider's call id.

    `restricted`: also those that only some may see; without it they are not there.
    """

    since: datetime | None = None
    line: str | None = None
    number: str | None = None
    restricted: bool = False


def cases(session: Session, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Cases in the order they were opened, each with its journey."""
    query = select(Case, Call.provider_call_id).outerjoin(Call, Call.id == Case.call_id)
    query = query.where(*conditions(wanted, Case.line, Case.opened_at)).order_by(Case.opened_at, Case.id)
    for rows in session.execute(query.execution_options(yield_per=BATCH)).partitions(BATCH):
        told = journeys(session, [case.call_id for case, _ in rows if case.call_id])
        for case, call_sid in rows:
            yield case_row(case, call_sid, told.get(case.call_id, []))


def calls(session: Session, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Residents' calls in the order they came, each with the number of its case; legs are not listed."""
    query = select(Call, Case.number).outerjoin(Case, Case.call_id == Call.id).where(Call.parent_id.is_(None))
    query = query.where(*conditions(wanted, Call.line, Call.started_at)).order_by(Call.started_at, Call.id)
    for call, number in session.execute(query.execution_options(yield_per=BATCH)):
        yield call_row(call, number)


def trace(session: Session, number: str, *, restricted: bool = False) -> Iterator[dict[str, Any]]:
    """Everything known of the calls with this number, in the order it happened. Raises NotFound for none."""
    wanted = Wanted(number=number, restricted=restricted)
    query = select(Call, Case.number).outerjoin(Case, Case.call_id == Call.id)
    query = query.where(*conditions(wanted, Call.line, Call.started_at)).order_by(Call.started_at)
    found = session.execute(query).all()
    if not found:
        raise NotFound(f"No call is known by {number}. Give a case number, a caller's number or a provider's call id.")
    for call, case_number in found:
        yield {"what": "call", "at": call.started_at, **call_row(call, case_number)}
        yield from sorted(happenings(session, call), key=lambda each: each["at"])


def happenings(session: Session, call: Call) -> Iterator[dict[str, Any]]:
    """The turns, legs and outbox messages of a call, and its end."""
    trail = {"call": call.id, "tenant": call.tenant, "revision": call.revision}
    for turn in session.scalars(select(Turn).where(Turn.call_id == call.id)):
        for event in turn.events:
            yield {"what": "turn", "at": turn.at, "turn": turn.number, **trail, **event}
    for leg in session.scalars(select(Call).where(Call.parent_id == call.id)):
        yield {"what": "leg", "at": leg.started_at, **trail, **call_row(leg, None)}
    for message in session.scalars(select(OutboxMessage).where(OutboxMessage.call_id == call.id)):
        state = "sent" if message.done_at else "parked" if message.parked_at else "waiting"
        told = {"kind": message.kind, "state": state, "attempts": message.attempts, "last_error": message.last_error}
        yield {"what": "outbox", "at": message.created_at, "turn": message.turn, **trail, **told}
    if call.ended_at:
        yield {"what": "end", "at": call.ended_at, **trail, "status": call.end_status, "seconds": call.seconds}


def conditions(wanted: Wanted, line: Any, at: Any) -> list[ColumnElement[bool]]:
    """What `wanted` says, on the columns of a call or a case."""
    found: list[ColumnElement[bool]] = [] if wanted.restricted else [Case.restricted.is_(None)]
    if wanted.since is not None:
        found.append(at >= wanted.since)
    if wanted.line is not None:
        found.append(line == wanted.line)
    if wanted.number is not None:
        same = (Case.number == wanted.number, Call.from_e164 == wanted.number, Case.caller_e164 == wanted.number)
        found.append(or_(*same, Call.provider_call_id == wanted.number))
    return found


def journeys(session: Session, call_ids: Sequence[UUID]) -> Mapping[UUID | None, list[dict[str, Any]]]:
    """Call -> its journey, [{at, step, kind, data}] in order."""
    told: dict[UUID | None, list[dict[str, Any]]] = {}
    query = select(Turn).where(Turn.call_id.in_(call_ids)).order_by(Turn.call_id, Turn.number)
    for turn in session.scalars(query):
        told.setdefault(turn.call_id, []).extend({"at": turn.at, **event} for event in turn.events)
    return told


def case_row(case: Case, call_sid: str | None, journey: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "number": case.number,
        "call_sid": call_sid,
        "line": case.line,
        "tenant": case.tenant,
        "caller": case.caller_e164,
        "caller_state": case.caller_state,
        "channel": case.channel,
        "language": case.language,
        "in_hours": case.in_hours,
        "kind": case.kind,
        "status": case.status,
        "disposition": case.disposition,
        "ending": case.ending,
        "service": case.service,
        "priority": case.priority,
        "location": case.location,
        "subject": case.subject,
        "answers": case.answers,
        "messages": case.messages,
        "action_taken": case.action_taken,
        "opened_at": case.opened_at,
        "first_answer_at": case.first_answer_at,
        "closed_at": case.closed_at,
        "seconds": case.seconds,
        "talk_seconds": case.talk_seconds,
        "message_seconds": case.message_seconds,
        "recovered": case.recovered,
        "journey": journey,
    }


def call_row(call: Call, case_number: str | None) -> dict[str, Any]:
    return {
        "call": call.id,
        "call_sid": call.provider_call_id,
        "case": case_number,
        "line": call.line,
        "tenant": call.tenant,
        "direction": call.direction,
        "caller": call.from_e164,
        "caller_state": call.caller_state,
        "to": call.to_raw,
        "language": call.language,
        "revision": call.revision,
        "turn": call.turn,
        "started_at": call.started_at,
        "ended_at": call.ended_at,
        "status": call.end_status,
        "seconds": call.seconds,
        "recovered": call.recovered,
    }
