"""Slows guessing: after a few failures each further attempt for one login from one address has to wait longer.

What counts is login and address together, so nobody can lock somebody else out. The failures are read from the audit.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry

DONE, FAILED = "sign_in.done", "sign_in.failed"
FREE = 5
"""So many failures cost no waiting."""
REMEMBERED = timedelta(minutes=15)
LONGEST_WAIT = 60


def key_of(login: str, address: str | None) -> str:
    """Login and address (a whole /64 of IPv6) as one name that tells neither."""
    return sha256(f"{login}\n{place(address)}".encode()).hexdigest()[:32]


def place(address: str | None) -> str:
    try:
        known = ip_address(address or "")
    except ValueError:
        return ""
    return str(ip_network((known, 64), strict=False)) if isinstance(known, IPv6Address) else str(known)


def take_turn(session: Session, key: str) -> bool:
    """Whether this attempt is the only one of its key right now; holds to the end of the transaction."""
    number = int(key[:15], 16)
    return session.scalar(select(func.pg_try_advisory_xact_lock(number))) is True


def seconds_to_wait(session: Session, tenant: str, key: str, now: datetime) -> int:
    """How many seconds from `now` the next attempt must wait; 0 when it may go on."""
    failures: list[datetime] = []
    for action, at in attempts(session, tenant, key, now - REMEMBERED):
        if action == DONE:
            break
        failures.append(at)
    if len(failures) < FREE:
        return 0
    wait = min(2 ** (len(failures) - FREE + 1), LONGEST_WAIT)
    left = failures[0] + timedelta(seconds=wait) - now
    return max(0, round(left.total_seconds()))


def attempts(session: Session, tenant: str, key: str, since: datetime) -> list[tuple[str, datetime]]:
    """(action, at) of the attempts with this key, the latest first."""
    rows = session.execute(
        select(AuditEntry.action, AuditEntry.at)
        .where(
            AuditEntry.tenant == tenant,
            AuditEntry.at > since,
            AuditEntry.action.in_((DONE, FAILED)),
            AuditEntry.detail["key"].astext == key,
        )
        .order_by(AuditEntry.at.desc())
        .limit(50)
    )
    return [(action, at) for action, at in rows]
