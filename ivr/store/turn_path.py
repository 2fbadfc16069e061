"""The turn path's statements: one read and one write a turn. Nothing else in the program writes call state.

The write moves the call only if the awaited turn is still the one that was read (compare and set, decided by
PostgreSQL under the row's lock); who comes second is told so, reads again, and gives the first one's answer. What the
domain writes in that turn is a part of the same statement, so it is there with the turn, or not at all.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg.errors import DeadlockDetected
from sqlalchemy.orm import Session

from ivr.store.base import new_key
from ivr.store.calls import Ending, FirstRead, Leg, Moved, NewCall, Step, StoredCall, Write
from ivr.store.database import Database, UnitOfWork

log = logging.getLogger(__name__)
_NOW = "clock_timestamp() + coalesce((select sum(seconds) from clock_offset), 0) * interval '1 second'"
"""What `ivr_now()` does, written out: PostgreSQL cannot inline it, and calling it costs as much as the whole read."""

_COLUMNS = f"""c.id, c.tenant, c.line, c.revision, c.language, c.turn, c.state, c.answer,
  c.from_e164, c.caller_state, c.to_raw, c.ended_at, {_NOW} as now, (select max(id) from revision) as newest_revision"""  # noqa: S608 - constants only
"""In the order of `StoredCall`'s fields."""

READ = f"select {_COLUMNS} from call c where c.id = %(id)s"  # noqa: S608 - constants only

_FIRST = f"""select {_COLUMNS}
  from (select 1) as one left join call c
    on c.account = %(account)s and c.provider_call_id = %(provider_call_id)s"""  # noqa: S608 - constants only

MOVED = """id, tenant, channel, line, language, from_e164, caller_state, in_hours, started_at, recovered, ended_at"""
"""The columns of the call that a domain's write may read from `moved`."""

_MOVE = f"""update call set turn = %(number)s + 1, state = %(state)s, answer = %(answer)s, language = %(language)s
   where id = %(id)s and turn = %(number)s returning {MOVED}"""  # noqa: S608 - constants only

_TURN = """insert into turn (call_id, number, tenant, at, events)
select id, %(number)s, tenant, %(at)s, %(events)s from moved returning (select ended_at from moved)"""

_INSERT = f"""insert into call (id, tenant, account, provider_call_id, parent_id, line, direction, channel, from_raw,
  from_e164, caller_state, attestation, forwarded_from, to_raw, revision, in_hours, started_at, recovered,
  turn, state, answer, language)
values (%(id)s, %(tenant)s, %(account)s, %(provider_call_id)s, %(parent_id)s, %(line)s, %(direction)s, %(channel)s,
  %(from_raw)s, %(from_e164)s, %(caller_state)s, %(attestation)s, %(forwarded_from)s, %(to_raw)s, %(revision)s,
  %(in_hours)s, %(at)s, %(recovered)s, %(number)s + 1, %(state)s, %(answer)s, %(language)s)
on conflict (account, provider_call_id) do nothing returning {MOVED}"""  # noqa: S608 - constants only

_END = f"""update call set ended_at = %(at)s, end_status = %(status)s, seconds = %(seconds)s
   where id = %(id)s and turn = %(number)s and ended_at is null returning {MOVED}"""  # noqa: S608 - constants only

_STAND = f"select {MOVED} from call where id = %(id)s"  # noqa: S608 - constants only
_FOUND = "select id from moved"
_UNSTEPPED = {"number": -1, "state": None, "answer": None, "language": None}
"""A call that has heard nothing yet: its first turn, 0, is awaited."""

_INSERT_LEG = """insert into call (id, tenant, account, provider_call_id, parent_id, line, direction, channel, from_raw,
  caller_state, to_raw, turn, started_at, recovered)
values (%(id)s, %(tenant)s, %(account)s, %(provider_call_id)s, %(parent_id)s, %(line)s, 'outbound', 'voice',
  %(from_raw)s, 'presented', %(to_raw)s, 0, %(at)s, false)
on conflict (account, provider_call_id) do nothing"""

_END_LEG = """update call set ended_at = %(at)s, end_status = %(status)s, seconds = %(seconds)s
 where account = %(account)s and provider_call_id = %(provider_call_id)s and ended_at is null"""


def statement(moved: str, writes: Sequence[Write], last: str) -> str:
    """One statement: the call moves, and where it did, the writes and the last part happen."""
    parts = [f", {write.name or f'write_{number}'} as ({write.sql})" for number, write in enumerate(writes)]
    return f"with moved as ({moved}){''.join(parts)} {last}"


def values_of(step: Step) -> dict[str, Any]:
    return {
        "number": step.number,
        "state": orjson.dumps(step.state).decode(),
        "answer": step.answer,
        "language": step.language,
        "at": step.at,
        "events": orjson.dumps(step.events).decode(),
    }


MOVE = statement(_MOVE, (), _TURN)
"""The write of an ordinary turn."""


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
        found = self._work.row(_FIRST, {"account": account, "provider_call_id": provider_call_id}) or ()
        row = dict(zip(StoredCall.__slots__, found, strict=True))
        call = StoredCall(**row) if row["id"] else None
        return FirstRead(now=row["now"], newest_revision=row["newest_revision"], call=call)

    def read(self, call_id: UUID) -> StoredCall | None:
        row = self._work.row(READ, {"id": call_id})
        return StoredCall(**dict(zip(StoredCall.__slots__, row, strict=True))) if row else None

    def one(self, sql: str, values: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The first row of a statement of the domain's own."""
        return self._work.one(sql, values)

    def insert(self, new: NewCall, step: Step | None, writes: Sequence[Write]) -> bool:
        """Make the call, with its first step where it has taken one; False when somebody else has just made it."""
        known = {name: getattr(new, name) for name in NewCall.__slots__} | (values_of(step) if step else _UNSTEPPED)
        return self._wrote(statement(_INSERT, writes, _TURN if step else _FOUND), known, writes) is not None

    def insert_leg(self, leg: Leg, at: datetime) -> None:
        """Write the leg down unless it is known."""
        values = {"id": new_key(), "tenant": leg.parent.tenant, "line": leg.parent.line, "parent_id": leg.parent.id}
        told = {name: getattr(leg, name) for name in ("account", "provider_call_id", "from_raw", "to_raw")}
        self._work.driver.execute(_INSERT_LEG, {**values, **told, "at": at})

    def move(self, call_id: UUID, step: Step, writes: Sequence[Write]) -> Moved | None:
        """Take the step; None when the call has moved on since it was read, and nothing was written."""
        row = self._wrote(statement(_MOVE, writes, _TURN), {"id": call_id, **values_of(step)}, writes)
        return Moved(*row) if row else None

    def end(self, call: StoredCall, ending: Ending, writes: Sequence[Write]) -> bool:
        """Write down the provider's last word; False when it was known already, or the call has moved since `call`."""
        told = {"id": call.id, "number": call.turn, "at": ending.at, "status": ending.status}
        values = {**told, "seconds": ending.seconds}
        return self._wrote(statement(_END, writes, _FOUND), values, writes) is not None

    def end_leg(self, account: str, provider_call_id: str, ending: Ending) -> None:
        """Write down the provider's last word about a leg; the first one stays."""
        told = {"at": ending.at, "status": ending.status, "seconds": ending.seconds}
        self._work.driver.execute(_END_LEG, {"account": account, "provider_call_id": provider_call_id, **told})

    def write(self, call_id: UUID, writes: Sequence[Write]) -> None:
        """The domain's writes for a call that stays where it is."""
        if writes:
            self._wrote(statement(_STAND, writes, _FOUND), {"id": call_id}, writes)

    def _wrote(self, sql: str, values: dict[str, Any], writes: Sequence[Write]) -> tuple[Any, ...] | None:
        """One statement. PostgreSQL undoes one of two that wait for each other; a turn of a call is then said again."""
        for write in writes:
            values.update(write.values)
        try:
            return self._work.row(sql, values)
        except DeadlockDetected:
            if not self._work.committed:
                raise
            log.warning("a turn met somebody else's locks crosswise; it is written again")
            return self._work.row(sql, values)


@contextmanager
def database_calls(database: Database) -> Iterator[DatabaseCalls]:
    """One unit of work of the turn path. Raises DatabaseGone."""
    with database.unit_of_work() as work:
        yield DatabaseCalls(work)
