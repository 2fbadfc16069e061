"""The outbox: put in by whoever causes it, in the same transaction; sent afterwards, at least once, by any process.

Due times are the service's; leases are real time, so that a simulated day does not set them free.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from afterhours.models import OutboxMessage
from ivr.domain import Context
from ivr.errors import Refused
from ivr.store.base import new_key
from ivr.store.database import Database

log = logging.getLogger(__name__)

Sender: TypeAlias = "Callable[[Waiting], None]"
"""Sends one message. Raises Refused when asking again would change nothing; anything else is tried again."""


MOST_ATTEMPTS = 20
"""With ordinary patience about half a day; then a person must look at it."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a sender may take (`lease`), how long is waited after a failure: `first`, then twice as long, until
    `longest`; and after how many `attempts` a person must look at it. A sender with another than `ORDINARY` has it as
    its attribute `patience`."""

    lease: timedelta = timedelta(seconds=60)
    first: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(hours=1)
    attempts: int = MOST_ATTEMPTS


ORDINARY = Patience()
URGENT = Patience(lease=timedelta(seconds=20), first=timedelta(seconds=2), longest=timedelta(seconds=10))
"""For what must not wait a minute for a process that was killed: longer than the provider's time-outs, 3 and 10 s."""
CLAIM = text("""
update outbox set leased_by = :who, attempts = attempts + 1, leased_until = clock_timestamp()
  + cast(cast(:leases as jsonb) ->> kind as double precision) * interval '1 second'
where id in (
  select id from outbox where done_at is null and parked_at is null and due_at <= ivr_now() and kind = any(:kinds)
    and (leased_until is null or leased_until <= clock_timestamp())
  order by cast(cast(:leases as jsonb) ->> kind as double precision), due_at
  limit :most for update skip locked)
returning id, tenant, kind, payload, idempotency_key, call_id, attempts, turn, revision
""")
DONE = text("""
update outbox set done_at = clock_timestamp(), leased_by = null, leased_until = null, last_error = null
where id = :id and leased_by = :who
""")
AGAIN = text("""
update outbox set due_at = ivr_now() + :pause, leased_by = null, leased_until = null, last_error = :error
where id = :id and leased_by = :who
""")
PARKED = text("""
update outbox set parked_at = clock_timestamp(), leased_by = null, leased_until = null, last_error = :error
where id = :id and leased_by = :who
""")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that was claimed. `attempts` counts this one; the receiver knows repeats by `idempotency_key`."""

    id: UUID
    tenant: str
    kind: str
    payload: Mapping[str, Any]
    idempotency_key: str
    call_id: UUID | None
    attempts: int
    turn: int | None = None
    revision: int | None = None


def enqueue(context: Context, kind: str, payload: Mapping[str, Any], key: str) -> None:
    """Let something leave the house after the commit of this turn. The same `key` is sent once."""
    values = {
        "id": new_key(),
        "tenant": context.call.tenant,
        "kind": kind,
        "payload": dict(payload),
        "idempotency_key": key,
        "call_id": context.call.id,
        "turn": context.call.turn,
        "revision": context.revision,
        "created_at": context.now,
        "due_at": context.now,
        "attempts": 0,
    }
    statement = insert(OutboxMessage).values(values).on_conflict_do_nothing(index_elements=["idempotency_key"])
    context.work.session.execute(statement)


def put_in(
    session: Session,
    tenant: str,
    kind: str,
    payload: Mapping[str, Any],
    key: str,
    now: datetime,
    *,
    due: datetime | None = None,
    call_id: UUID | None = None,
) -> bool:
    """The same outside a turn: let something leave after the commit of `session`, from `now` on, or from `due` on.

    The same `key` is sent once: True when it was put in, False when it had been before. Pages may do it, too: they may
    write into the outbox and not read it, which is why nothing is asked back. `call_id`: the call it is about.
    """
    values = {"id": new_key(), "tenant": tenant, "kind": kind, "payload": dict(payload), "idempotency_key": key}
    row = insert(OutboxMessage).values(**values, call_id=call_id, created_at=now, due_at=due or now, attempts=0)
    counted = row.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return session.connection().execute(counted).rowcount == 1


def patience_of(sender: Sender) -> Patience:
    found: Patience = getattr(sender, "patience", ORDINARY)
    return found


def claim(
    session: Session, who: str, kinds: list[str], most: int, patience: Mapping[str, Patience] | None = None
) -> list[Waiting]:
    """Lease up to `most` due messages to `who`, urgent ones first; nobody else gets them before the lease ends.

    `patience`: of the kinds that have another than the ordinary one.
    """
    leases = {kind: (patience or {}).get(kind, ORDINARY).lease.total_seconds() for kind in kinds}
    given = {"who": who, "leases": orjson.dumps(leases).decode(), "kinds": kinds, "most": most}
    return [Waiting(**row) for row in session.execute(CLAIM, given).mappings()]


def send(database: Database, who: str, message: Waiting, sender: Sender, spread: float) -> None:
    """Send one claimed message and write down what came of it. `spread`: 0..1, of whoever draws lots."""
    try:
        sender(message)
    except Refused as error:
        settle(database, PARKED, message, who, error=str(error))
        log.exception("an outbox message was refused and waits for a person")
    except Exception as error:
        log.warning("an outbox message could not be sent: %s", type(error).__name__)
        put_back(database, message, who, error, spread, patience_of(sender))
    else:
        settle(database, DONE, message, who)


def put_back(
    database: Database,
    message: Waiting,
    who: str,
    error: Exception,
    spread: float,
    patience: Patience = ORDINARY,
) -> None:
    """For later; or, after too many attempts, for a person."""
    said = f"{type(error).__name__}: {error}"[:500]
    if message.attempts >= patience.attempts:
        settle(database, PARKED, message, who, error=said)
    else:
        settle(database, AGAIN, message, who, error=said, pause=pause_after(message.attempts, spread, patience))


def pause_after(attempts: int, spread: float, patience: Patience = ORDINARY) -> timedelta:
    """Twice as long after each attempt, up to a longest; up to half of it by lot, so that many do not come at once."""
    doublings: int = 2 ** min(attempts - 1, MOST_ATTEMPTS)
    longest = min(patience.first * doublings, patience.longest)
    return longest * (1 - spread / 2)


def settle(database: Database, statement: Any, message: Waiting, who: str, **values: Any) -> None:
    with database.transaction() as session:
        session.execute(statement, {"id": message.id, "who": who, **values})
