"""The emergency of a call of the past: raised, tried, accepted and done, as its journey tells it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Attempt, Case, Emergency, EmergencyEvent
from afterhours.rules.escalation import Plan
from afterhours.services.people.numbers_of import numbers_of
from ivr.store.base import new_key
from ivr.store.calls import StoredCall

RINGS_SECONDS = 20
"""So long a telephone of the past rang before it was answered, or was not."""
RESULTS = {"talked": "accepted", "no_answer": "no_answer", "busy": "busy", "declined": "declined", "failed": "failed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEmergency:
    """`rung`: {who, result, seconds} of everybody who was rung, each with when that was over."""

    service: str
    roster: str
    plan: Plan
    raised_at: datetime
    rung: tuple[tuple[datetime, Mapping[str, Any]], ...]
    done_at: datetime


def add_past_emergency(session: Session, call: StoredCall, past: PastEmergency) -> None:
    """Write it down for the case of `call`. Nothing is left for the pager to do."""
    tries = list(attempts_of(session, call, past))
    taken = next((each for each in tries if each.result == "accepted"), None)
    emergency = Emergency(
        id=new_key(),
        tenant=call.tenant,
        case_id=session.scalars(select(Case.id).where(Case.call_id == call.id)).one(),
        call_id=call.id,
        line=call.line,
        service=past.service,
        roster=past.roster,
        plan=past.plan.as_json(),
        state="done",
        raised_at=past.raised_at,
        level=len(tries),
        accepted_at=taken.answered_at if taken else past.done_at,
        accepted_by=taken.person if taken else tries[-1].person if tries else None,
        accepted_how="key" if taken else "desk",
        joined_at=taken.answered_at if taken else None,
        ended_at=past.done_at,
        ended_by=taken.person if taken else tries[-1].person if tries else None,
    )
    session.add(emergency)
    session.flush()
    for each in tries:
        each.emergency_id = emergency.id
        session.add(each)
    session.add_all(events_of(emergency))
    session.flush()


def attempts_of(session: Session, call: StoredCall, past: PastEmergency) -> Iterator[Attempt]:
    for level, (over, told) in enumerate(past.rung):
        talked = timedelta(seconds=int(told.get("seconds") or 0))
        rang = over - talked - timedelta(seconds=RINGS_SECONDS)
        result = RESULTS.get(str(told.get("result")), "failed")
        yield Attempt(
            id=new_key(),
            tenant=call.tenant,
            kind="call",
            round=0,
            level=level,
            person=str(told.get("who")),
            to_e164=next(iter(numbers_of(session, str(told.get("who")))), ""),
            state="over",
            result=result,
            created_at=rang,
            placed_at=rang,
            answered_at=over - talked if result == "accepted" else None,
            ended_at=over,
        )


def events_of(emergency: Emergency) -> Iterator[EmergencyEvent]:
    who = emergency.accepted_by
    told: list[tuple[str, datetime, str | None, dict[str, str]]] = [
        ("raised", emergency.raised_at, None, {"service": emergency.service, "roster": emergency.roster})
    ]
    if emergency.accepted_at:
        told.append(("accepted", emergency.accepted_at, who, {"how": str(emergency.accepted_how)}))
    if emergency.joined_at:
        told.append(("joined_caller", emergency.joined_at, who, {}))
    if emergency.ended_at:
        told.append(("done", emergency.ended_at, who, {}))
    for what, at, person, detail in told:
        yield EmergencyEvent(
            id=new_key(), tenant=emergency.tenant, emergency_id=emergency.id, at=at, what=what, who=person,
            detail=detail, worked_at=at,
        )  # fmt: skip
