"""The county's own identity provider (OpenID Connect): who comes from there, and which user that is.

Nobody is made a user by it: whoever may come exists before. The exchange itself: `webhooks.signin.openid`, imported
when somebody goes there.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import BoundIdentity, User
from webhooks.signin.memberships import may_come

MULTI_FACTOR = "mfa"
"""RFC 8176: the provider has asked for more than one factor."""

AWAY, STATE, CANCELLED, ANSWER = "away", "state", "cancelled", "answer"
UNKNOWN, UNVERIFIED, DISABLED, OTHER = "unknown", "unverified", "disabled", "other"


class NotSignedIn(Exception):
    """Nobody comes from the provider. `why`: AWAY, STATE (another sign-in's), CANCELLED (by them), ANSWER (no good)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a verified token says of somebody. `email`: as the provider writes it, in lower case."""

    issuer: str
    subject: str
    email: str
    verified: bool
    multi_factor: bool


def claimed(token: dict[str, Any]) -> Claimed:
    """Who somebody is by a token that was verified. Raises KeyError when none came along."""
    claims = token["userinfo"]
    return Claimed(
        issuer=claims["iss"],
        subject=str(claims["sub"]),
        email=str(claims.get("email") or "").strip().casefold(),
        verified=claims.get("email_verified") in (True, "true"),
        multi_factor=MULTI_FACTOR in (claims.get("amr") or ()),
    )


def user_behind(session: Session, who: Claimed, now: datetime) -> tuple[User | None, str]:
    """The user, or why there is none: UNKNOWN, UNVERIFIED, OTHER, DISABLED (with the user).

    Known by issuer and subject; the first time by a verified e-mail address that is their login, and bound from then.
    """
    bound = session.get(BoundIdentity, (who.issuer, who.subject))
    user = session.get(User, bound.user_id) if bound else None
    if user is not None:
        return user, "" if may_come(session, user, now) else DISABLED
    user, why = by_email(session, who, now)
    if user is not None and not why:
        session.add(bound_to(user, who, now))
        session.flush()
    return user, why


def by_email(session: Session, who: Claimed, now: datetime) -> tuple[User | None, str]:
    if not who.verified or not who.email:
        return None, UNVERIFIED
    user = session.scalar(select(User).where(User.login == who.email))
    if user is None:
        return None, UNKNOWN
    if not may_come(session, user, now):
        return user, DISABLED
    elsewhere = (BoundIdentity.user_id == user.id, BoundIdentity.issuer == who.issuer)
    return (None, OTHER) if session.scalar(select(BoundIdentity.subject).where(*elsewhere)) else (user, "")


def bound_to(user: User, who: Claimed, now: datetime) -> BoundIdentity:
    return BoundIdentity(issuer=who.issuer, subject=who.subject, tenant=user.tenant, user_id=user.id, bound_at=now)
