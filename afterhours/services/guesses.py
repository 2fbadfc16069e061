"""Slows guessing at passwords, codes and invitations, in a way by which nobody can lock somebody else out.

After a few failures each further guess at one secret from one address has to wait longer. Many failures from one
address at whatever, or at one secret from everywhere, only make strangers slower: whoever comes from where they have
been let in before (`familiar`) is not held up by them. The transaction must be committed also after a wrong guess, or
it is not counted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from afterhours.models import Guess

REMEMBERED, KEPT = timedelta(minutes=15), timedelta(hours=1)
LONGEST_WAIT = 60
STRANGERS_PACE = timedelta(seconds=10)
NO_COUNCIL = "*"
"""The tenant of a guess at something that nobody has."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of secret. `free`: failures that cost no waiting; `by_address`: failures of one address at anything of
    this kind within 15 minutes, and `everywhere`: at one secret from all addresses within an hour, before strangers are
    slowed."""

    name: str
    free: int = 5
    by_address: int = 100
    everywhere: int = 100


SIGN_IN = Kind("sign-in")
SECOND_FACTOR = Kind("second-factor", everywhere=50)
INVITATION = Kind("invitation", free=20, by_address=30)
"""A link that lets somebody in; nobody is named, so a whole office counts as one."""
CODE = Kind("code", by_address=30)
"""A code that somebody was told on the telephone."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is guessed at and from where. `subject`: whose secret, such as a login; empty when nobody is named."""

    kind: Kind
    subject: str
    address: str | None
    tenant: str = NO_COUNCIL
    familiar: bool = False

    @property
    def key(self) -> str:
        return hashed(self.kind.name, self.subject, place(self.address))

    @property
    def whose(self) -> str:
        return hashed(self.kind.name, self.subject)

    @property
    def where(self) -> str:
        return hashed(self.kind.name, "", place(self.address))


def hashed(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:32]


def place(address: str | None) -> str:
    """An address as attempts are counted by it: a whole /64 of IPv6."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return ""
    return str(ip_network((known, 64), strict=False)) if isinstance(known, IPv6Address) else str(known)


def seconds_to_wait(session: Session, trial: Trial, now: datetime) -> int:
    """How many seconds from `now` this guess must wait, 0 when it may be looked at. Of two at one secret at once one
    waits."""
    if trial.subject and not take_turn(session, trial.key):
        return 1
    waits = [own_wait(session, trial, now)]
    if not trial.familiar:
        waits.append(pace(session, Guess.place == trial.where, trial.kind.by_address, now, REMEMBERED))
        waits.append(pace(session, Guess.subject == trial.whose, trial.kind.everywhere, now, KEPT))
    return max(waits)


def take_turn(session: Session, key: str) -> bool:
    """Whether this guess is the only one of its key right now; holds to the end of the transaction."""
    return session.scalar(select(func.pg_try_advisory_xact_lock(int(key[:15], 16)))) is True


def own_wait(session: Session, trial: Trial, now: datetime) -> int:
    """What the failures of this secret from this address cost, since the last that was right."""
    query = select(Guess.passed, Guess.at).where(Guess.key == trial.key, Guess.at > now - REMEMBERED)
    failures: list[datetime] = []
    for passed, at in session.execute(query.order_by(Guess.at.desc(), Guess.id.desc()).limit(50)):
        if passed:
            break
        failures.append(at)
    if len(failures) < trial.kind.free:
        return 0
    wait = min(2 ** (len(failures) - trial.kind.free + 1), LONGEST_WAIT)
    return seconds(failures[0] + timedelta(seconds=wait) - now)


def pace(session: Session, these: ColumnElement[bool], most: int, now: datetime, back: timedelta) -> int:
    """Beyond `most` failures there is one guess in ten seconds."""
    failed = (these, Guess.passed.is_(False), Guess.at > now - back)
    count, last = session.execute(select(func.count(), func.max(Guess.at)).where(*failed)).one()
    return seconds(last + STRANGERS_PACE - now) if count >= most else 0


def seconds(left: timedelta) -> int:
    return max(0, round(left.total_seconds()))


def note_guess(session: Session, trial: Trial, now: datetime, *, passed: bool) -> None:
    """Count it; what is older than an hour is forgotten."""
    session.execute(delete(Guess).where(Guess.at < now - KEPT))
    session.add(
        Guess(tenant=trial.tenant, key=trial.key, subject=trial.whose, place=trial.where, passed=passed, at=now)
    )
    session.flush()
