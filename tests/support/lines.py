"""Callers in line and agents who are there, for tests that need no telephone network: wishes of turns, straight to the
database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from afterhours.models import User
from afterhours.parts import Parts
from afterhours.service_clock import ServiceClock
from afterhours.services.queue.presence import present
from ivr.domain import Context
from ivr.engine.effects import Effect
from ivr.engine.visit import Resolve
from ivr.store.base import new_key
from ivr.store.call import Call
from ivr.store.calls import Ending, Step
from ivr.store.turn_path import database_calls
from ivr.twiml.forms import Arrival

ACCOUNT = "AC1"
AGENTS = """\
organisations:
  nightline: {name: {en: Nightline}, kind: answering-company, serves: [county, wealden-vale]}
  at-home: {name: {en: At home}, kind: answering-company, serves: [county]}
groups:
  county-desk: {organisation: county, telephones: own, skills: [french], wrap_up: 30s, most_waiting: 2}
  night-desk: {organisation: nightline, number: "+15195550160", lines: 2}
  own-desk: {organisation: at-home, number: "+15195550161"}
directory:
  interpreters: {name: {en: Interpreters}, number: "+15195550170"}
  roads-office: {name: {en: Roads office}, number: "+15195550171", kind: office}
"""
TENANT = "long-point-county"
RING = "person: {ring: {person: duty-manager}, nobody: message, failed: message, next: bye}"
QUEUE = "person: {queue: county-desk, gave_up: message, next: bye}"
"""The small county's step for a person, and one that waits for agents instead."""


@dataclass(frozen=True)
class DeskUser:
    """A signed-in agent, as services see one."""

    user_id: UUID
    organisation: str = "county"
    groups: tuple[str, ...] = ("county-desk",)
    skills: tuple[str, ...] = ()
    tenants: tuple[str, ...] = (TENANT,)


def a_user(parts: Parts, login: str, **told: Any) -> DeskUser:
    """Somebody who may sign in and answer."""
    with parts.database.transaction() as session:
        role = {"tenant": TENANT, "tenants": [TENANT], "role": "county-agent", "password_hash": "-"}
        user = User(id=new_key(), login=login, name=login.title(), created_at=now(parts), **role)
        session.add(user)
    return DeskUser(user.id, **told)


def is_there(parts: Parts, user: DeskUser, telephone: str | None, state: str = "available") -> DeskUser:
    """They say that they are available, at this telephone."""
    with parts.database.transaction() as session:
        present(session, user, state, telephone, now(parts))
    return user


def a_call(parts: Parts, sid: str = "CA1", from_: str = "+15195550123", to: str = "+15195550100") -> UUID:
    """A resident rings; the id of their call."""
    arrival = Arrival(provider_call_id=sid, account=ACCOUNT, from_raw=from_, to_raw=to)
    return parts.runner.open(arrival).call.id


def hang_up(parts: Parts, sid: str = "CA1") -> None:
    """The provider says that the resident's call is over."""
    arrival = Arrival(provider_call_id=sid, account=ACCOUNT, from_raw="+15195550123", to_raw="+15195550100")
    parts.runner.chronicle.end(arrival, Ending("completed", 30))


def context_of(parts: Parts, work: Any, call_id: UUID) -> Context:
    call = work.read(call_id)
    number = (call.state or {}).get("facts", {}).get("case_number", "")
    return Context(call=call, case_number=number, revision=call.revision or 0, now=call.now, work=work)


def wish(parts: Parts, call_id: UUID, *effects: Effect) -> None:
    """One turn of a call that wishes this and nothing else."""
    with database_calls(parts.database) as work:
        context = context_of(parts, work, call_id)
        step = Step(
            number=context.call.turn,
            state=context.call.state or {},
            answer="",
            language="en",
            at=context.now,
            events=[],
        )
        assert work.move(call_id, step, parts.municipality.writes(effects, context))


def ask(parts: Parts, call_id: UUID, question: Any) -> Any:
    """What the engine would be told in a turn of this call."""
    with database_calls(parts.database) as work:
        resolve: Resolve = parts.municipality.resolve(context_of(parts, work, call_id))
        return resolve(question)


def dispatch(parts: Parts) -> None:
    """Everything that is due in the lines."""
    while parts.dispatcher.work():
        pass


def leg(parts: Parts, offer_id: UUID) -> UUID:
    """Something has answered the telephone of this offer: its call, of the same id."""
    with parts.database.transaction() as session:
        told = {"tenant": TENANT, "account": ACCOUNT, "line": "main", "direction": "outbound", "channel": "voice"}
        numbers = {"from_raw": "+15195550100", "caller_state": "presented", "to_raw": ""}
        session.add(
            Call(
                id=offer_id,
                provider_call_id=f"CA{offer_id}",
                turn=1,
                state={},
                started_at=now(parts),
                **told,
                **numbers,
            )
        )
    return offer_id


def now(parts: Parts) -> datetime:
    """The service's time as the database has it."""
    found: datetime = rows(parts, "select ivr_now()")[0][0]
    return found


def passes(parts: Parts, seconds: float) -> None:
    """Time goes by, and the dispatcher does what is due."""
    clock = parts.clock
    assert isinstance(clock, ServiceClock)
    clock.advance(seconds)
    dispatch(parts)


def rows(parts: Parts, sql: str) -> list[tuple[Any, ...]]:
    with parts.database.transaction() as session:
        return [tuple(row) for row in session.execute(text(sql))]
