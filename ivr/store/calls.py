"""The turn path's statements: one read and one write a turn. Nothing else in the program writes call state.

The write moves the call only if the awaited turn is still the one that was read (compare and set, decided by
PostgreSQL under the row's lock); who comes second is told so, reads again, and gives the first one's answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from ivr.store.base import new_key
from ivr.store.database import Database, UnitOfWork


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
    """What the first request of a call says; becomes a row of `call`."""

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


class CallWork(Protocol):
    """The port of the turn path: PostgreSQL in the service, a dictionary in `ivr test`."""

    @property
    def session(self) -> Session: ...

    def transaction(self) -> AbstractContextManager[object]: ...

    def first(self, account: str, provider_call_id: str) -> FirstRead: ...

    def read(self, call_id: UUID) -> StoredCall | None: ...

    def insert(self, new: NewCall, at: datetime) -> StoredCall | None: ...

    def insert_leg(self, leg: Leg, at: datetime) -> None: ...

    def move(self, call_id: UUID, step: Step) -> Moved | None: ...

    def end(self, account: str, provider_call_id: str, ending: "Ending") -> bool: ...


@dataclass(frozen=True, slots=True)
class Ending:
    """The provider's last word about a call: `status` as it names it, `seconds` of its length.

    `at` is None for "now": the service's time, which only the database knows.
    """

    status: str
    seconds: int | None
    at: datetime | None = None


_COLUMNS = """c.id, c.tenant, c.line, c.revision, c.language, c.turn, c.state, c.answer,
  c.from_e164, c.caller_state, c.to_raw, c.ended_at, ivr_now() as now,
  (select max(id) from revision) as newest_revision"""

READ = f"select {_COLUMNS} from call c where c.id = %(id)s"  # noqa: S608 - constants only

_FIRST = f"""select {_COLUMNS}
  from (select 1) as one left join call c
    on c.account = %(account)s and c.provider_call_id = %(provider_call_id)s"""  # noqa: S608 - constants only

MOVE = """with moved as (
  update call set turn = %(number)s + 1, state = %(state)s, answer = %(answer)s, language = %(language)s
   where id = %(id)s and turn = %(number)s returning id, tenant, ended_at)
insert into turn (call_id, number, tenant, at, events)
select id, %(number)s, tenant, %(at)s, %(events)s from moved returning (select ended_at from moved)"""

INSERT = """insert into call (id, tenant, account, provider_call_id, line, direction, channel, from_raw, from_e164,
  caller_state, attestation, forwarded_from, to_raw, revision, in_hours, turn, started_at, recovered)
values (%(id)s, %(tenant)s, %(account)s, %(provider_call_id)s, %(line)s, 'inbound', %(channel)s, %(from_raw)s,
  %(from_e164)s, %(caller_state)s, %(attestation)s, %(forwarded_from)s, %(to_raw)s, %(revision)s, %(in_hours)s,
  0, %(at)s, %(recovered)s)
on conflict (account, provider_call_id) do nothing
returning id, tenant, line, revision, language, turn, state, answer, from_e164, caller_state, to_raw, ended_at,
  started_at as now, revision as newest_revision"""

_INSERT_LEG = """insert into call (id, tenant, account, provider_call_id, parent_id, line, direction, channel, from_raw,
  caller_state, to_raw, turn, started_at, recovered)
values (%(id)s, %(tenant)s, %(account)s, %(provider_call_id)s, %(parent_id)s, %(line)s, 'outbound', 'voice',
  %(from_raw)s, 'presented', %(to_raw)s, 0, %(at)s, false)
on conflict (account, provider_call_id) do nothing"""

_END = """update call set ended_at = %(at)s, end_status = %(status)s, seconds = %(seconds)s
 where account = %(account)s and provider_call_id = %(provider_call_id)s and ended_at is null returning id"""


class DatabaseCalls:
    """`CallWork` over one unit of work with PostgreSQL."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    @property
    def session(self) -> Session:
        return self._work.session

    def transaction(self) -> AbstractContextManager[object]:
        return self._work.transaction()

    def first(self, account: str, provider_call_id: str) -> FirstRead:
        """The time, the newest revision and the call the provider names, in one round trip."""
        row = self._work.one(_FIRST, {"account": account, "provider_call_id": provider_call_id}) or {}
        call = StoredCall(**row) if row["id"] else None
        return FirstRead(now=row["now"], newest_revision=row["newest_revision"], call=call)

    def read(self, call_id: UUID) -> StoredCall | None:
        row = self._work.one(READ, {"id": call_id})
        return StoredCall(**row) if row else None

    def insert(self, new: NewCall, at: datetime) -> StoredCall | None:
        """The new call, or None when somebody else has just inserted it."""
        values = {name: getattr(new, name) for name in NewCall.__slots__}
        row = self._work.one(INSERT, {**values, "id": new_key(), "at": at})
        return StoredCall(**row) if row else None

    def insert_leg(self, leg: Leg, at: datetime) -> None:
        """Write the leg down unless it is known."""
        values = {"id": new_key(), "tenant": leg.parent.tenant, "line": leg.parent.line, "parent_id": leg.parent.id}
        told = {name: getattr(leg, name) for name in ("account", "provider_call_id", "from_raw", "to_raw")}
        self._work.driver.execute(_INSERT_LEG, {**values, **told, "at": at})

    def move(self, call_id: UUID, step: Step) -> Moved | None:
        """Take the step; None when the call has moved on since it was read, and nothing was written."""
        values = {
            "id": call_id,
            "number": step.number,
            "state": orjson.dumps(step.state).decode(),
            "answer": step.answer,
            "language": step.language,
            "at": step.at,
            "events": orjson.dumps(step.events).decode(),
        }
        row = self._work.one(MOVE, values)
        return Moved(**row) if row else None

    def end(self, account: str, provider_call_id: str, ending: Ending) -> bool:
        """Write down the provider's last word; the first one stays. False when it was known already."""
        told = {"at": ending.at, "status": ending.status, "seconds": ending.seconds}
        return self._work.one(_END, {"account": account, "provider_call_id": provider_call_id, **told}) is not None


@contextmanager
def database_calls(database: Database) -> Iterator[DatabaseCalls]:
    """One unit of work of the turn path. Raises DatabaseGone."""
    with database.unit_of_work() as work:
        yield DatabaseCalls(work)
