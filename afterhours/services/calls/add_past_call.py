"""A call of the past, told from a list, taken over as if it had just come in: call, turns, case, by the same rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from afterhours.rules.closing import action
from afterhours.rules.escalation import Plan
from afterhours.rules.lifecycle import FINISHED, moved
from afterhours.services.calls.case_numbers import CaseNumbers
from afterhours.services.calls.change_case import CaseChange, opened
from afterhours.services.calls.close_case import closed
from afterhours.services.emergencies.add_past_emergency import PastEmergency, add_past_emergency
from ivr.errors import NotFound
from ivr.phone import read_caller
from ivr.store.base import new_key
from ivr.store.calls import CallWork, Ending, NewCall, Step, StoredCall, Write

HANDLED_AFTER = timedelta(hours=3)
"""When somebody at the desk did what the list says was done."""

HANDLE = """update "case" as c set status = %(case_status)s, closed_at = %(case_closed_at)s,
  action_taken = c.action_taken || %(case_actions)s::jsonb, version = c.version + 1
from moved where c.call_id = moved.id"""
STATUS = 'select status from "case" where call_id = %(id)s'


@dataclass(frozen=True, slots=True)
class PastTurn:
    """`after`: seconds since the call began; `events`: {step, kind, data}, as the journey keeps them."""

    after: int
    events: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCall:
    """One call. `key` names it for ever, so that it is taken over once; `caller` as a provider gives it.

    `status` and `note` are what the desk made of its case afterwards.
    """

    key: str
    tenant: str
    line: str
    to: str
    country: str
    caller: str
    started_at: datetime
    seconds: int
    ending: str
    status: str
    turns: Sequence[PastTurn]
    in_hours: bool | None = None
    note: str | None = None
    language: str | None = None
    service: str | None = None
    restricted: str | None = None
    priority: str = "normal"
    subject: str | None = None
    location: str | None = None
    answers: list[Mapping[str, Any]] = field(default_factory=list)
    messages: list[Mapping[str, Any]] = field(default_factory=list)
    emergency: tuple[str, Plan] | None = None
    """The roster that was called, and its plan."""


def add_past_call(work: CallWork, past: PastCall, account: str, revision: int, numbers: CaseNumbers) -> bool:
    """Take over one call within the caller's transaction; False when it is there already.

    Raises Refused when its case cannot come to the status it has in the list.
    """
    if work.first(account, past.key).call is not None:
        return False
    new = new_call(past, account, revision)
    first, *later = [step_of(number, turn, past) for number, turn in enumerate(past.turns)]
    work.insert(new, first, opened(change_of(past), numbers.next(work)))
    for step in later:
        work.move(new.id, step, ())
    call = known(work, new)
    ending = Ending(past.ending, past.seconds, past.started_at + timedelta(seconds=past.seconds))
    work.end(call, ending, closed(work, call.id, ending))
    work.write(call.id, handled(work, call, past))
    if past.emergency:
        add_past_emergency(work.session, call, emergency_of(past, *past.emergency))
    return True


def emergency_of(past: PastCall, roster: str, plan: Plan) -> PastEmergency:
    """As the journey tells it: raised by the turn that reported it, and everybody who was rung from then on."""
    told = [
        (past.started_at + timedelta(seconds=turn.after), event["kind"], event["data"])
        for turn in past.turns
        for event in turn.events
    ]
    raised = next(at for at, kind, data in told if kind == "reported" and data.get("emergency"))
    rung = tuple((at, data) for at, kind, data in told if kind == "rang" and at > raised)
    over = past.started_at + timedelta(seconds=past.seconds) + HANDLED_AFTER
    return PastEmergency(
        service=past.service or "", roster=roster, plan=plan, raised_at=raised, rung=rung, done_at=over
    )


def new_call(past: PastCall, account: str, revision: int) -> NewCall:
    caller = read_caller(past.caller, past.country)
    return NewCall(
        id=new_key(),
        at=past.started_at,
        tenant=past.tenant,
        account=account,
        provider_call_id=past.key,
        line=past.line,
        channel="voice",
        from_raw=past.caller,
        from_e164=caller.e164,
        caller_state=caller.state,
        attestation=None,
        forwarded_from=None,
        to_raw=past.to,
        revision=revision,
        in_hours=past.in_hours,
    )


def step_of(number: int, turn: PastTurn, past: PastCall) -> Step:
    """Nobody will ask for these turns again: they leave their journey, and no state."""
    at = past.started_at + timedelta(seconds=turn.after)
    return Step(number=number, state={}, answer="", language=past.language, at=at, events=turn.events)


def change_of(past: PastCall) -> CaseChange:
    return CaseChange(
        language=past.language,
        kind="service_request" if past.service else None,
        service=past.service,
        restricted=past.restricted,
        subject=past.subject,
        location=past.location,
        priority=past.priority,
        answers=list(past.answers),
        messages=list(past.messages),
    )


def known(work: CallWork, new: NewCall) -> StoredCall:
    """Raises NotFound: it cannot be gone, for it was inserted in this transaction."""
    call = work.read(new.id)
    if call is None:
        raise NotFound(f"the call {new.provider_call_id} is gone")
    return replace(call, now=new.at)


def handled(work: CallWork, call: StoredCall, past: PastCall) -> Sequence[Write]:
    """What the desk did with the case; nothing when the call itself brought it there and nobody noted anything."""
    row = work.one(STATUS, {"id": call.id})
    status = str(row["status"]) if row else past.status
    if status == past.status and past.note is None:
        return ()
    if status in FINISHED and past.status != status:
        status = moved(status, "open")
    at = past.started_at + timedelta(seconds=past.seconds) + HANDLED_AFTER
    actions = [action(at, "noted", {"note": past.note})] if past.note else []
    values = {
        "case_status": moved(status, past.status),
        "case_closed_at": at if past.status == "closed" else None,
        "case_actions": orjson.dumps(actions).decode(),
    }
    return (Write(HANDLE, values),)
