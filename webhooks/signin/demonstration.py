"""The one-click user of the simulated world. Nobody can sign in as it by password, and nowhere else does it exist."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import User
from ivr.errors import NotFound
from webhooks.pages.parts import Parts, book_of, councils_of
from webhooks.roles import Role
from webhooks.signin.passwords import hashed

LOGIN = "demonstration"


def demonstration_user(session: Session, parts: Parts, now: datetime) -> User:
    """The user, made at first; sees every council of today's lines. Raises NotFound when the telephone is real."""
    if parts.settings.telephony != "simulated":
        raise NotFound("there is no demonstration here")
    tenants = councils_of(book_of(parts))
    if not tenants:
        raise NotFound("no callflows are released yet: there is nothing to show")
    user = session.scalar(select(User).where(User.login == LOGIN))
    if user is None:
        user = User(
            tenant=tenants[0],
            tenants=tenants,
            login=LOGIN,
            name="Sam Demo",
            password_hash=hashed(secrets.token_urlsafe(32)),
            role=Role.SUPERVISOR,
            created_at=now,
        )
        session.add(user)
    user.tenants, user.role = tenants, Role.SUPERVISOR
    session.flush()
    return user
