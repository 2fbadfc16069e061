"""Sessions in the database: opened at sign-in, ended at sign-out or by time. Real time; tokens are kept as hashes."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from afterhours.models import Membership, User, UserSession
from afterhours.services.guesses import place
from webhooks.signin.memberships import holding

IDLE = timedelta(minutes=30)
"""Without a page for so long, the session is over."""

LONGEST = timedelta(hours=12)
"""A session ends after this whatever happens: a long shift."""

FORGOTTEN_AFTER = timedelta(days=30)
"""So long it is remembered from where somebody was signed in; guesses of strangers do not hold them up there."""

NOBODY = UUID(int=0)
NOTED_EVERY = timedelta(minutes=1)
"""How exactly the last page is remembered, so that not every page is a write."""


@dataclass(frozen=True, slots=True)
class Held:
    """A session that still holds, whose it is, and the membership by which they are somebody here."""

    held: UserSession
    user: User
    membership: Membership


def open_session(
    session: Session,
    user: User,
    now: datetime,
    address: str | None,
    agent: str | None,
    *,
    method: str = "password",
    second: bool = False,
) -> str:
    """A new session for `user`; the token to hand to the browser. Forgets sessions long over.

    `method`: how they came, see the model; `second`: whether a second factor was shown.
    """
    token = secrets.token_urlsafe(32)
    session.execute(delete(UserSession).where(UserSession.expires_at < now - FORGOTTEN_AFTER))
    session.add(
        UserSession(
            token_hash=hash_of(token),
            tenant=user.tenant,
            user_id=user.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + LONGEST,
            address=address,
            user_agent=(agent or "")[:200] or None,
            method=method,
            second_at=now if second else None,
            proved_at=now,
        )
    )
    session.flush()
    return token


def user_of_session(session: Session, token: str, now: datetime, *, noted: bool = True) -> User | None:
    """The user whose session `token` opens; None when it is unknown, over or revoked, or the user is disabled, or when
    no membership of theirs holds any more."""
    found = held_session(session, token, now, noted=noted)
    return found.user if found else None


def held_session(session: Session, token: str, now: datetime, *, noted: bool = True) -> Held | None:
    """The same with the session itself.

    `noted`: the session lives on from now; a page that refreshes itself does not keep it alive.
    """
    found = session.execute(
        select(UserSession, User, Membership)
        .join(User, User.id == UserSession.user_id)
        .join(Membership, Membership.user_id == User.id)
        .where(UserSession.token_hash == hash_of(token), *holds(now), User.disabled.is_(False), holding(now))
    ).one_or_none()
    if found is None:
        return None
    held: UserSession = found[0]
    if noted and now - held.last_seen_at >= NOTED_EVERY:
        held.last_seen_at = now
        session.flush()
    return Held(held, found[1], found[2])


def holds(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What is true of a session that is not over."""
    return (UserSession.revoked_at.is_(None), UserSession.expires_at > now, UserSession.last_seen_at > now - IDLE)


def renew_session(session: Session, held: UserSession, now: datetime, *, second: bool) -> str:
    """Another token for the same session, whose owner has just proved who they are. It does not last longer for that.

    `second`: by a second factor.
    """
    token = secrets.token_urlsafe(32)
    held.token_hash, held.proved_at = hash_of(token), now
    if second:
        held.second_at = now
    session.flush()
    return token


def sessions_of(session: Session, user_id: UUID, now: datetime) -> Sequence[UserSession]:
    """Those that hold, the latest first."""
    query = select(UserSession).where(UserSession.user_id == user_id, *holds(now))
    return session.scalars(query.order_by(UserSession.last_seen_at.desc())).all()


def is_familiar(session: Session, user: User | None, address: str | None) -> bool:
    """Whether they were signed in from there within the last month. Nobody is looked up as well, in the same time."""
    user_id = user.id if user else NOBODY
    known = session.scalars(select(UserSession.address).where(UserSession.user_id == user_id).distinct())
    return place(address) in {place(each) for each in known}


def end_session(session: Session, token: str, now: datetime) -> None:
    """Revoke one session; an unknown token is no fault."""
    session.execute(
        update(UserSession)
        .where(UserSession.token_hash == hash_of(token), UserSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def end_all_sessions(session: Session, user_id: UUID, now: datetime) -> None:
    """Revoke every session of one user: a new password, or somebody who leaves."""
    session.execute(
        update(UserSession)
        .where(UserSession.user_id == user_id, UserSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def end_other_sessions(session: Session, user_id: UUID, kept: UUID, now: datetime) -> int:
    """Revoke every session of one user but one; how many these were."""
    others = (UserSession.user_id == user_id, UserSession.id != kept, UserSession.revoked_at.is_(None))
    ended = update(UserSession).where(*others, *holds(now)).values(revoked_at=now).returning(UserSession.id)
    return len(session.scalars(ended).all())
