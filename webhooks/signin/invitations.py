"""Links by which a new agent chooses a password: made at the desk, used once. Real time; tokens are hashes."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from afterhours.models import Invitation, User
from afterhours.services.people.hashes import hashed
from ivr.errors import NotFound
from webhooks.signin.memberships import may_come
from webhooks.signin.passwords import refuse_weak
from webhooks.signin.sessions import end_all_sessions, hash_of
from webhooks.signin.users import note

LASTS = timedelta(hours=72)


def invite(session: Session, user: User, by: str, now: datetime) -> str:
    """The secret part of a new link; an earlier one is void. Works in the desk's database role, too."""
    withdraw_invitations(session, user, now)
    token = secrets.token_urlsafe(32)
    session.add(
        Invitation(
            tenant=user.tenant,
            organisation=user.organisation,
            user_id=user.id,
            token_hash=hash_of(token),
            made_at=now,
            made_by=by,
            expires_at=now + LASTS,
        )
    )
    session.flush()
    return token


def withdraw_invitations(session: Session, user: User, now: datetime) -> None:
    still_open = (Invitation.user_id == user.id, Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
    session.execute(update(Invitation).where(*still_open).values(revoked_at=now))


def invited(session: Session, token: str, now: datetime) -> tuple[Invitation, User]:
    """Whom an open link is for. Raises NotFound, the same for a link that never was, is used, void or too old."""
    found = session.execute(
        select(Invitation, User)
        .join(User, User.id == Invitation.user_id)
        .where(
            Invitation.token_hash == hash_of(token),
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        .with_for_update(of=Invitation)
    ).one_or_none()
    if found is None or not may_come(session, found[1], now):
        raise NotFound("no such invitation")
    return found[0], found[1]


def accept(session: Session, token: str, password: str, now: datetime) -> User:
    """The link is spent, and the password is theirs. Raises NotFound, and Refused for a weak password."""
    invitation, user = invited(session, token, now)
    refuse_weak(password, user.login)
    invitation.used_at, user.password_hash = now, hashed(password)
    end_all_sessions(session, user.id, now)
    note(session, user, "team.invitation_used", now, user.login)
    return user
