"""The one-click user of the simulated world. Nobody can sign in as it by password, and nowhere else does it exist."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import User
from afterhours.site import COUNTY
from ivr.errors import NotFound
from webhooks.pages.parts import Parts, book_of, councils_of
from webhooks.roles import Role
from webhooks.signin.enlisting import OPERATOR, Terms, enlist
from webhooks.signin.memberships import membership_of
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
        secret = hashed(secrets.token_urlsafe(32))
        user = User(login=LOGIN, name="Sam Demo", password_hash=secret, created_at=now)
    held = membership_of(session, user.id, now)
    if held is None or held.tenants != tenants or held.role != Role.SUPERVISOR:
        terms = Terms(organisation=COUNTY, role=Role.SUPERVISOR, tenants=tenants)
        enlist(session, user, terms, parts.site, now, OPERATOR)
    return user
