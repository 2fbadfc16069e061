"""Between the first step of signing in and the second: who was right about the password, where they wanted to go.

The browser holds a token in its form cookie, and no session: until the second step nobody is signed in.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from afterhours.models import SignInStep, User
from webhooks.signin.memberships import may_come
from webhooks.signin.sessions import hash_of

LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody halfway in. `method`: how they came so far; `leads_to`: the page they wanted."""

    user: User
    method: str
    leads_to: str


def begin_step(session: Session, user: User, method: str, leads_to: str, now: datetime) -> str:
    """The token for the browser. Forgets steps that are over."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(SignInStep).where(SignInStep.expires_at < now))
    session.add(
        SignInStep(
            token_hash=hash_of(token),
            tenant=user.tenant,
            user_id=user.id,
            method=method,
            leads_to=leads_to,
            expires_at=now + LASTS,
        )
    )
    session.flush()
    return token


def step_at(session: Session, token: str | None, now: datetime) -> Step | None:
    """Who holds `token`; None when it is unknown or over, or the user was shut out meanwhile."""
    found = session.execute(
        select(SignInStep, User)
        .join(User, User.id == SignInStep.user_id)
        .where(SignInStep.token_hash == hash_of(token or ""), SignInStep.expires_at > now)
    ).one_or_none()
    if found is None or not may_come(session, found[1], now):
        return None
    return Step(found[1], found[0].method, found[0].leads_to)


def end_step(session: Session, token: str) -> None:
    session.execute(delete(SignInStep).where(SignInStep.token_hash == hash_of(token)))


def end_steps(session: Session, user: User) -> None:
    """Nobody who knew an old password, or had an old factor, goes on from there."""
    session.execute(delete(SignInStep).where(SignInStep.user_id == user.id))
