"""The one-click users of the simulated world: one of its own, and one of each role from `callflows/demo/users.yaml`.

The first cannot be signed in as by password, and exists nowhere else.
"""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Membership, User
from afterhours.services.people.hashes import hashed
from afterhours.site import COUNTY
from ivr.errors import NotFound, Refused
from webhooks.pages.parts import Parts, book_of, councils_of
from webhooks.roles import Role
from webhooks.signin.enlisting import OPERATOR, Terms, enlist
from webhooks.signin.memberships import holding, membership_of
from webhooks.signin.users_file import read_users

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


def people_shown(session: Session, parts: Parts, now: datetime) -> list[tuple[User, Membership]]:
    """One loaded user of each role, in the file's order; nobody before `ivr demo load`, or with a real telephone."""
    logins = logins_of(parts)
    query = select(User, Membership).join(Membership, Membership.user_id == User.id)
    there = query.where(User.login.in_(logins), User.disabled.is_(False), holding(now))
    found = {user.login: (user, held) for user, held in session.execute(there)}
    by_role = {found[login][1].role: found[login] for login in reversed(logins) if login in found}
    return sorted(by_role.values(), key=lambda each: logins.index(each[0].login))


def logins_of(parts: Parts) -> list[str]:
    """Whom the file names; nobody where there is no such file, or another county's."""
    if not parts.settings.simulated:
        return []
    try:
        return [row.login for row in read_users(parts.settings.callflows_dir / "demo" / "users.yaml", parts.site)]
    except (OSError, Refused):
        return []


def person_shown(session: Session, parts: Parts, login: str, now: datetime) -> User:
    """One of those. Raises NotFound."""
    user = next((user for user, _ in people_shown(session, parts, now) if user.login == login), None)
    if user is None:
        raise NotFound("nobody of the demonstration")
    return user
