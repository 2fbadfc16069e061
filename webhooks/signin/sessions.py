"""Sessions in the database: opened at sign-in, ended at sign-out or by time. Real time; tokens are kept as hashes."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from afterhours.models import User, UserSession

IDLE = timedelta(minutes=30)
"""Without a page for so long, the session is over."""

LONGEST = timedelta(hours=12)
"""A session ends after this whatever happens: a long shift."""

NOTED_EVERY = timedelta(minutes=1)
"""How exactly the last page is remembered, so that not every page is a write."""


def open_session(session: Session, user: User, now: datetime, address: str | None, agent: str | None) -> str:
    """A new session for `user`; the token to hand to the browser. Forgets sessions long over."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(UserSession).where(UserSession.expires_at < now - LONGEST))
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
        )
    )
    session.flush()
    return token


def user_of_session(session: Session, token: str, now: datetime, *, noted: bool = True) -> User | None:
    """The user whose session `token` opens; None when it is unknown, over or revoked, or the user is disabled.

    `noted`: the session lives on from now; a page that refreshes itself does not keep it alive.
    """
    found = session.execute(
        select(UserSession, User)
        .join(User, User.id == UserSession.user_id)
        .where(
            UserSession.token_hash == hash_of(token),
            UserSession.revoked_at.is_(None),
            UserSession.expires_at > now,
            UserSession.last_seen_at > now - IDLE,
            User.disabled.is_(False),
        )
    ).one_or_none()
    if found is None:
        return None
    held: UserSession = found[0]
    user: User = found[1]
    if noted and now - held.last_seen_at >= NOTED_EVERY:
        held.last_seen_at = now
        session.flush()
    return user


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
