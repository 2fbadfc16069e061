"""Users as the operator keeps them: made, listed, disabled, given a new password. Each change stands in the audit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry, User
from ivr.errors import NotFound, Refused
from ivr.flowfile.names import among
from webhooks.roles import Role
from webhooks.signin.passwords import hashed, refuse_weak
from webhooks.signin.sessions import end_all_sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """What is told of a new user. `tenants`: the councils whose cases they may see, their own first."""

    login: str
    name: str
    role: str
    tenants: Sequence[str]
    password: str


def add_user(session: Session, new: NewUser, councils: Collection[str], now: datetime) -> User:
    """Make a user. `councils` are those there are. Raises Refused for what cannot be."""
    login = new.login.strip().casefold()
    if not login or any(sign.isspace() for sign in login):
        raise Refused(f'"{new.login}" is no login: use one word, usually the e-mail address.')
    if session.scalar(select(User).where(User.login == login)):
        raise Refused(f'There is a user "{login}" already. A new password: ivr users password {login}')
    if new.role not in set(Role):
        raise Refused(f'There is no role "{new.role}". Use one of: {", ".join(Role)}.')
    tenants = known_among(new.tenants, councils)
    refuse_weak(new.password, login)
    user = User(
        tenant=tenants[0],
        tenants=tenants,
        login=login,
        name=new.name.strip() or login,
        role=new.role,
        password_hash=hashed(new.password),
        created_at=now,
    )
    session.add(user)
    note(session, user, "user.added", now)
    return user


def known_among(tenants: Sequence[str], councils: Collection[str]) -> list[str]:
    """The councils that are meant, in their own spelling and each once. Raises Refused."""
    if not tenants:
        raise Refused("Say which council's cases they may see: --tenant NAME")
    found = {tenant: among(tenant, councils) for tenant in tenants}
    if unknown := [tenant for tenant, council in found.items() if council is None]:
        raise Refused(f'There is no council "{unknown[0]}". Use one of: {", ".join(sorted(councils))}.')
    return list(dict.fromkeys(council for council in found.values() if council))


def all_users(session: Session) -> Sequence[User]:
    return session.scalars(select(User).order_by(User.login)).all()


def set_password(session: Session, login: str, password: str, now: datetime) -> None:
    """A new password; whoever was signed in with the old one is signed out. Raises Refused, NotFound."""
    user = user_called(session, login)
    refuse_weak(password, user.login)
    user.password_hash = hashed(password)
    end_all_sessions(session, user.id, now)
    note(session, user, "user.password_set", now)


def disable_user(session: Session, login: str, now: datetime) -> None:
    """They are signed out at once and cannot come back. Raises NotFound."""
    user = user_called(session, login)
    user.disabled = True
    end_all_sessions(session, user.id, now)
    note(session, user, "user.disabled", now)


def enable_user(session: Session, login: str, now: datetime) -> None:
    """A disabled user may sign in again. Raises NotFound."""
    user = user_called(session, login)
    user.disabled = False
    note(session, user, "user.enabled", now)


def user_called(session: Session, login: str) -> User:
    user = session.scalar(select(User).where(User.login == login.strip().casefold()))
    if user is None:
        raise NotFound(f'There is no user "{login}". See: ivr users list')
    return user


def note(session: Session, user: User, action: str, now: datetime) -> None:
    session.add(
        AuditEntry(tenant=user.tenant, at=now, actor="ivr", action=action, object=f"user {user.login}", detail={})
    )
    session.flush()
