"""The audit is sealed: each entry gets its place in a chain of hashes, a little after it was written.

Sealing is a job's, so that no page waits for another one's entry. Whoever changes, removes or slips in an entry breaks
the chain from there on; whoever takes away the end can be told by the last hash, if it was noted elsewhere.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry, AuditSeal

LOCK = text("select pg_try_advisory_xact_lock(311004)")
COUNCILS = text("""
    with recursive each (tenant) as (
        select min(tenant) from audit
        union all select (select min(tenant) from audit where tenant > each.tenant) from each where tenant is not null)
    select tenant from each where tenant is not null
""")
"""From one council to the next in the index, for the entries are many and the councils few."""
AT_ONCE = 1000
SETTLED = timedelta(minutes=2)
"""An entry is sealed when no transaction that began before it is likely to be still going on."""
LATE = timedelta(hours=1)
"""So far back entries are looked for that were committed after later ones had been sealed."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one council's chain says. `faults`: sentences; empty when it holds. `last`: its last number and hash."""

    tenant: str
    sealed: int
    waiting: int
    last: str
    faults: Sequence[str]


def hash_of(before: str, entry: AuditEntry) -> str:
    told = {
        "id": str(entry.id),
        "tenant": entry.tenant,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "object": entry.object,
        "detail": entry.detail,
        "address": entry.address,
    }
    return hashlib.sha256(before.encode() + orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


def seal_audit(session: Session, now: datetime) -> int:
    """Seal what has settled, and tell how much that was. `now`: real time. One process at a time."""
    if not session.scalar(LOCK):
        return 0
    return sum(seal_council(session, tenant, now) for tenant in session.scalars(COUNCILS).all())


def seal_council(session: Session, tenant: str, now: datetime) -> int:
    last = last_of(session, tenant)
    number, before = (last.number, last.hash) if last else (0, "")
    entries = unsealed(session, tenant, now, last)
    for entry in entries:
        number, before = number + 1, hash_of(before, entry)
        session.add(AuditSeal(audit_id=entry.id, tenant=tenant, number=number, hash=before))
    return len(entries)


def last_of(session: Session, tenant: str) -> AuditSeal | None:
    query = select(AuditSeal).where(AuditSeal.tenant == tenant).order_by(AuditSeal.number.desc()).limit(1)
    return session.scalar(query)


def unsealed(session: Session, tenant: str, now: datetime, last: AuditSeal | None) -> Sequence[AuditEntry]:
    query = select(AuditEntry).outerjoin(AuditSeal, AuditSeal.audit_id == AuditEntry.id)
    query = query.where(AuditEntry.tenant == tenant, AuditSeal.audit_id.is_(None), AuditEntry.at <= now - SETTLED)
    newest = session.scalar(select(AuditEntry.at).where(AuditEntry.id == last.audit_id)) if last else None
    if newest is not None:
        query = query.where(AuditEntry.at >= newest - LATE)
    return session.scalars(query.order_by(AuditEntry.at, AuditEntry.id).limit(AT_ONCE)).all()


def verify_audit(session: Session, now: datetime) -> Iterator[Verdict]:
    """Each council's chain, from its beginning. `now`: real time."""
    for tenant in session.scalars(select(AuditEntry.tenant).union(select(AuditSeal.tenant)).order_by("tenant")):
        yield verdict(session, tenant, now)


def verdict(session: Session, tenant: str, now: datetime) -> Verdict:
    faults = list(broken(session, tenant))
    last = last_of(session, tenant)
    waiting = select(func.count()).select_from(AuditEntry).outerjoin(AuditSeal, AuditSeal.audit_id == AuditEntry.id)
    waiting = waiting.where(AuditEntry.tenant == tenant, AuditSeal.audit_id.is_(None))
    late = session.scalar(waiting.where(AuditEntry.at < now - LATE)) or 0
    if late:
        faults.append(f"{late} entries of {tenant} are older than an hour and have no seal.")
    told = f"{last.number} {last.hash}" if last else ""
    return Verdict(tenant, last.number if last else 0, session.scalar(waiting) or 0, told, faults)


def broken(session: Session, tenant: str) -> Iterator[str]:
    """The first places at which the chain does not hold. What is gone from its very beginning has been purged."""
    query = select(AuditSeal, AuditEntry).outerjoin(AuditEntry, AuditEntry.id == AuditSeal.audit_id)
    query = query.where(AuditSeal.tenant == tenant).order_by(AuditSeal.number).execution_options(yield_per=AT_ONCE)
    expected, before, begun = 1, "", False
    for seal, found in session.execute(query):
        entry: AuditEntry | None = found
        whole = seal.number == expected
        if not whole:
            yield f"Between {expected} and {seal.number} of {tenant} seals are missing."
        if entry is None and begun:
            yield f"Entry {seal.number} of {tenant} was removed."
        if entry is not None and whole and seal.hash != hash_of(before, entry):
            yield f"Entry {seal.number} of {tenant} was changed, or one before it."
        expected, before, begun = seal.number + 1, seal.hash, begun or entry is not None
