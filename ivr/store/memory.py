"""The turn path's port over dictionaries: for `ivr test`, where a flow is led through its calls without a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from ivr.clock import Clock
from ivr.errors import Unavailable
from ivr.store.base import new_key
from ivr.store.calls import Ending, FirstRead, Leg, Moved, NewCall, Step, StoredCall


class MemoryCalls:
    """`CallWork` without a database. `endings` and `journeys` are there to be read afterwards."""

    def __init__(self, clock: Clock, revision: int = 1) -> None:
        self._clock = clock
        self._revision = revision
        self._calls: dict[UUID, StoredCall] = {}
        self._ids: dict[tuple[str, str], UUID] = {}
        self.endings: dict[UUID, Ending] = {}
        self.journeys: dict[UUID, list[dict[str, Any]]] = {}

    @property
    def session(self) -> Session:
        raise Unavailable("there is no database in a rehearsal")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        yield

    def first(self, account: str, provider_call_id: str) -> FirstRead:
        call_id = self._ids.get((account, provider_call_id))
        call = self.read(call_id) if call_id else None
        return FirstRead(now=self._clock.now(), newest_revision=self._revision, call=call)

    def read(self, call_id: UUID) -> StoredCall | None:
        call = self._calls.get(call_id)
        return replace(call, now=self._clock.now()) if call else None

    def insert(self, new: NewCall, at: datetime) -> StoredCall | None:
        key = (new.account, new.provider_call_id)
        if key in self._ids:
            return None
        call = StoredCall(
            id=new_key(),
            tenant=new.tenant,
            line=new.line,
            revision=new.revision,
            language=None,
            turn=0,
            state=None,
            answer=None,
            from_e164=new.from_e164,
            caller_state=new.caller_state,
            to_raw=new.to_raw,
            ended_at=None,
            now=at,
            newest_revision=self._revision,
        )
        self._calls[call.id] = call
        self._ids[key] = call.id
        self.journeys[call.id] = []
        return call

    def insert_leg(self, leg: Leg, at: datetime) -> None:
        """Legs leave no trace in a rehearsal."""

    def move(self, call_id: UUID, step: Step) -> Moved | None:
        call = self._calls[call_id]
        if call.turn != step.number:
            return None
        state = orjson.loads(orjson.dumps(step.state))
        self._calls[call_id] = replace(
            call, turn=step.number + 1, state=state, answer=step.answer, language=step.language
        )
        self.journeys[call_id].extend(dict(event) for event in step.events)
        return Moved(call.ended_at)

    def end(self, account: str, provider_call_id: str, ending: Ending) -> bool:
        call_id = self._ids[(account, provider_call_id)]
        if call_id in self.endings:
            return False
        self.endings[call_id] = ending
        self._calls[call_id] = replace(self._calls[call_id], ended_at=ending.at)
        return True
