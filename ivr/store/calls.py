"""What a turn reads and writes, and the port through which it does so. Nothing else moves a call.

`ivr.store.turn_path` is the port over PostgreSQL, `ivr.store.memory` over dictionaries, for rehearsals.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCall:
    """A call as a turn sees it. `turn` is the awaited one; `now` is the service's time at the read.

    `newest_revision` has the hours and people that hold now; `revision` the steps and words the call keeps.
    """

    id: UUID
    tenant: str
    line: str
    revision: int | None
    language: str | None
    turn: int
    state: dict[str, Any] | None
    answer: str | None
    from_e164: str | None
    caller_state: str
    to_raw: str
    ended_at: datetime | None
    now: datetime
    newest_revision: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCall:
    """What the first request of a call says; becomes a row of `call`. `at`: when it arrived.

    A call to a person on duty is `outbound`; `parent_id` is the call of whoever needs them.
    """

    id: UUID
    at: datetime
    tenant: str
    account: str
    provider_call_id: str
    line: str
    channel: str
    from_raw: str
    from_e164: str | None
    caller_state: str
    attestation: str | None
    forwarded_from: str | None
    to_raw: str
    revision: int
    in_hours: bool | None
    recovered: bool = False
    direction: str = "inbound"
    parent_id: UUID | None = None

    def stored(self) -> StoredCall:
        """As its first turn sees it, before anything is written."""
        return StoredCall(
            id=self.id,
            tenant=self.tenant,
            line=self.line,
            revision=self.revision,
            language=None,
            turn=0,
            state=None,
            answer=None,
            from_e164=self.from_e164,
            caller_state=self.caller_state,
            to_raw=self.to_raw,
            ended_at=None,
            now=self.at,
            newest_revision=self.revision,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a turn leaves in the database. `state` and `events` are JSON."""

    number: int
    state: Mapping[str, Any]
    answer: str
    language: str | None
    at: datetime
    events: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Write:
    """What the domain writes in a turn's own statement: SQL that changes rows and reads the call from `moved`.

    `moved` has the call's row when it moved, else none: its columns are those of `MOVED`. Names of `values` begin with
    the name of the table that is written. `name`: how later parts of the same statement may read what this returns.
    """

    sql: str
    values: Mapping[str, Any]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """A call to somebody who was rung, as its status reports tell: it belongs to its parent's case."""

    account: str
    provider_call_id: str
    parent: StoredCall
    from_raw: str
    to_raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstRead:
    """What the first request of a call needs to know: the time, the newest revision, and the call if it is known."""

    now: datetime
    newest_revision: int | None
    call: StoredCall | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A step was taken. `ended_at`: the call was over by then, whatever had been read before."""

    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ending:
    """The provider's last word about a call: `status` as it names it, `seconds` of its length.

    `at` is None for "now": the service's time, which only the database knows.
    """

    status: str
    seconds: int | None
    at: datetime | None = None


class CallWork(Protocol):
    """The port of the turn path: PostgreSQL in the service, a dictionary in `ivr test`."""

    @property
    def session(self) -> Session: ...

    def transaction(self) -> AbstractContextManager[object]: ...

    def one(self, sql: str, values: Mapping[str, Any]) -> Mapping[str, Any] | None: ...

    def first(self, account: str, provider_call_id: str) -> FirstRead: ...

    def read(self, call_id: UUID) -> StoredCall | None: ...

    def insert(self, new: NewCall, step: Step | None, writes: Sequence[Write]) -> bool: ...

    def insert_leg(self, leg: Leg, at: datetime) -> None: ...

    def move(self, call_id: UUID, step: Step, writes: Sequence[Write]) -> Moved | None: ...

    def end(self, call: StoredCall, ending: Ending, writes: Sequence[Write]) -> bool: ...

    def end_leg(self, account: str, provider_call_id: str, ending: Ending) -> None: ...

    def write(self, call_id: UUID, writes: Sequence[Write]) -> None: ...
