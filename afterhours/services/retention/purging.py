"""One batch of a purge: chosen, emptied, written into the audit, and what is at the provider put into the outbox.

One transaction each, so that whoever is killed leaves nothing half done, and whoever comes next goes on. There is no
state of a run: what is due is asked anew each time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry
from afterhours.rules.retention import CLASSES, RecordClass, Retention
from afterhours.services.outbox import put_in
from afterhours.services.retention.due import DUE, HELD_BACK, STILL_OPEN, counted
from afterhours.services.retention.emptying import statements

BATCH = 100
ERASE_RECORDING, ERASE_TEXT = "recording.erase", "text.erase"
LEFT_IN_OUTBOX = text("""
delete from outbox where id in (select id from outbox where tenant = :tenant
  and done_at < clock_timestamp() - interval '30 days' order by done_at limit :most for update skip locked)
""")
OLD_BLOCKS = text("""
delete from caller_block where id in (select id from caller_block where tenant = :tenant and state <> 'flagged'
  and greatest(decided_at, coalesce(lifted_at, until)) < :now - interval '365 days' limit :most for update skip locked)
""")
TAPES = text("select id, call_id from recording where id = any(:ids)")
PROVIDERS = text("select id, provider_id from text_message where id = any(:ids) and provider_id is not null")


@dataclass(frozen=True, slots=True)
class Times:
    """`now` is service time; the audit, and what has left the outbox, are reckoned in `real_now`."""

    now: datetime
    real_now: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How a class of a council stands: what is due now; of cases, what is kept although its time is over."""

    kind: RecordClass
    due: int
    held: int = 0
    still_open: int = 0


def purge_batch(
    session: Session, tenant: str, kind: RecordClass, before: datetime, times: Times, most: int = BATCH
) -> int:
    """Purge up to `most` rows that are older than `before`; how many there were."""
    if kind == "audit":
        return purge_audit(session, tenant, before, times, most)
    chosen = session.scalars(text(DUE[kind]), {"tenant": tenant, "before": before, "most": most}).all()
    if chosen:
        PURGES[kind](session, tenant, chosen, times.now)
        note(session, tenant, kind, len(chosen), before, times)
    return len(chosen)


def purge_rest(session: Session, tenant: str, times: Times, most: int = BATCH) -> None:
    """What has a time of its own: messages that have left, and blocks that were over a year ago."""
    session.execute(LEFT_IN_OUTBOX, {"tenant": tenant, "most": most})
    session.execute(OLD_BLOCKS, {"tenant": tenant, "now": times.now, "most": most})


def standing(
    session: Session, tenant: str, retention: Retention, times: Times, *, to_minimum: bool = False
) -> Sequence[Standing]:
    """What a purge would find. Nothing is changed."""
    found = []
    for kind in CLASSES:
        at = times.real_now if kind == "audit" else times.now
        values = {"tenant": tenant, "before": retention[kind].before(at, to_minimum=to_minimum)}
        due = session.scalar(text(counted(kind)), values) or 0
        others = (HELD_BACK, STILL_OPEN) if kind == "cases" else ()
        held, still_open = (session.scalar(each, values) or 0 for each in others) if others else (0, 0)
        found.append(Standing(kind, due, held, still_open))
    return found


def purge_audit(session: Session, tenant: str, before: datetime, times: Times, most: int) -> int:
    """By the one door there is; the database refuses what is younger than a year."""
    gone = session.scalar(text("select ivr_purge_audit(:tenant, :before, :most)"),
                          {"tenant": tenant, "before": before, "most": most}) or 0  # fmt: skip
    if gone:
        note(session, tenant, "audit", gone, before, times)
    return int(gone)


def cases(session: Session, _: str, ids: Sequence[UUID], now: datetime) -> None:
    empty(session, "cases", ids, now)
    session.execute(text("select ivr_purge_history(:ids)"), {"ids": list(ids)})


def calls(session: Session, _: str, ids: Sequence[UUID], now: datetime) -> None:
    empty(session, "calls", ids, now)


def empty(session: Session, kept: str, ids: Sequence[UUID], now: datetime) -> None:
    for statement in statements(kept):
        session.execute(text(statement), {"ids": list(ids), "now": now})


def recordings(session: Session, tenant: str, ids: Sequence[UUID], now: datetime) -> None:
    """What was written down goes at once; the sound after the commit, here and at the provider."""
    transcripts(session, tenant, ids, now)
    for row in session.execute(TAPES, {"ids": list(ids)}):
        put_in(session, tenant, ERASE_RECORDING, {"recording": str(row.id)}, f"{ERASE_RECORDING} {row.id}", now,
               call_id=row.call_id)  # fmt: skip


def transcripts(session: Session, _: str, ids: Sequence[UUID], __: datetime) -> None:
    session.execute(
        text("update recording set transcript = null, transcript_state = 'none' where id = any(:ids)"),
        {"ids": list(ids)},
    )


def texts(session: Session, tenant: str, ids: Sequence[UUID], now: datetime) -> None:
    for row in session.execute(PROVIDERS, {"ids": list(ids)}):
        put_in(session, tenant, ERASE_TEXT, {"provider_id": row.provider_id}, f"{ERASE_TEXT} {row.id}", now)
    session.execute(
        text("""update text_message set body = '', answer = null, from_number = '', to_number = '', purged_at = :now
          where id = any(:ids)"""),
        {"ids": list(ids), "now": now},
    )


def contacts(session: Session, _: str, ids: Sequence[UUID], __: datetime) -> None:
    session.execute(text('update "case" set contact_id = null where contact_id = any(:ids)'), {"ids": list(ids)})
    session.execute(text("delete from contact where id = any(:ids)"), {"ids": list(ids)})


PURGES: Mapping[RecordClass, Callable[[Session, str, Sequence[UUID], datetime], None]] = {
    "cases": cases,
    "calls": calls,
    "recordings": recordings,
    "transcripts": transcripts,
    "texts": texts,
    "contacts": contacts,
}


def note(session: Session, tenant: str, kind: RecordClass, count: int, before: datetime, times: Times) -> None:
    detail = {"count": count, "before": before.isoformat()}
    session.add(
        AuditEntry(tenant=tenant, at=times.real_now, actor="ivr", action="retention.purged", object=kind, detail=detail)
    )
