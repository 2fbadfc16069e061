"""The turn path's port over dictionaries: for `ivr test`, where a flow is led through its calls without a database."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from ivr.clock import Clock
from ivr.errors import Unavailable
from ivr.store.calls import Ending, FirstRead, Leg, Moved, NewCall, Step, StoredCall, Write


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

    def one(self, sql: str, values: Mapping[str, Any]) -> Mapping[str, Any] | None:  # noqa: ARG002
        raise Unavailable("there is no database in a rehearsal")

    def insert(self, new: NewCall, step: Step | None, writes: Sequence[Write]) -> bool:
        key = (new.account, new.provider_call_id)
        if key in self._ids:
            return False
        self._calls[new.id] = new.stored()
        self._ids[key] = new.id
        self.journeys[new.id] = []
        return step is None or self.move(new.id, step, writes) is not None

    def insert_leg(self, leg: Leg, at: datetime) -> None:
        """Legs leave no trace in a rehearsal."""

    def move(self, call_id: UUID, step: Step, writes: Sequence[Write]) -> Moved | None:  # noqa: ARG002
        call = self._calls[call_id]
        if call.turn != step.number:
            return None
        state = orjson.loads(orjson.dumps(step.state))
        self._calls[call_id] = replace(
            call, turn=step.number + 1, state=state, answer=step.answer, language=step.language
        )
        self.journeys[call_id].extend(dict(event) for event in step.events)
        return Moved(call.ended_at)

    def end(self, call: StoredCall, ending: Ending, writes: Sequence[Write]) -> bool:  # noqa: ARG002
        known = self._calls[call.id]
        if call.id in self.endings or known.turn != call.turn:
            return False
        self.endings[call.id] = ending
        self._calls[call.id] = replace(known, ended_at=ending.at)
        return True

    def end_leg(self, account: str, provider_call_id: str, ending: Ending) -> None:
        """Legs leave no trace in a rehearsal."""

    def write(self, call_id: UUID, writes: Sequence[Write]) -> None:
        """A rehearsal's domain writes nothing."""
