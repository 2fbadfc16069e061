"""Users as the operator keeps them: made, listed, moved, disabled, given a new password. Each is in the audit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry, BoundIdentity, Membership, RecoveryCode, SecurityKey, TotpSecret, User
from afterhours.services.people.hashes import hashed
from afterhours.site import COUNTY, Site
from ivr.errors import NotFound, Refused
from ivr.flowfile.names import among
from webhooks.signin.enlisting import OPERATOR, Terms, enlist
from webhooks.signin.memberships import holding
from webhooks.signin.passwords import refuse_weak
from webhooks.signin.sessions import end_all_sessions
from webhooks.signin.steps import end_steps


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """What is told of a new user. `tenants`: the councils they answer for, their own first. `until`: aware."""

    login: str
    name: str
    role: str
    tenants: Sequence[str]
    password: str
    organisation: str = COUNTY
    groups: Sequence[str] = ()
    skills: Sequence[str] = ()
    until: datetime | None = None
    language: str | None = None


def add_user(session: Session, new: NewUser, site: Site, now: datetime, by: str = OPERATOR) -> User:
    """Make a user and their membership. Raises Refused for what cannot be."""
    login = login_of(session, new.login)
    terms = Terms(
        organisation=new.organisation,
        role=new.role,
        tenants=known_among(new.tenants, site.councils),
        groups=new.groups,
        skills=new.skills,
        until=new.until,
    )
    refuse_weak(new.password, login)
    user = User(
        login=login,
        name=new.name.strip() or login,
        language=new.language,
        password_hash=hashed(new.password),
        created_at=now,
    )
    enlist(session, user, terms, site, now, by)
    note(session, user, "user.added", now, by)
    return user


def login_of(session: Session, typed: str) -> str:
    """The login as it is kept. Raises Refused for what is none, and for one that is taken."""
    login = typed.strip().casefold()
    if not login or any(sign.isspace() for sign in login):
        raise Refused(f'"{typed}" is no login: use one word, usually the e-mail address.')
    if session.scalar(select(User.id).where(User.login == login)):
        raise Refused(f'There is a user "{login}" already. A new password: ivr users password {login}')
    return login


def known_among(tenants: Sequence[str], councils: Collection[str]) -> list[str]:
    """The councils that are meant, in their own spelling and each once. Raises Refused."""
    if not tenants:
        raise Refused("Say which council's cases they may see: --tenant NAME")
    found = {tenant: among(tenant, councils) for tenant in tenants}
    if unknown := [tenant for tenant, council in found.items() if council is None]:
        raise Refused(f'There is no council "{unknown[0]}". Use one of: {", ".join(sorted(councils))}.')
    return list(dict.fromkeys(council for council in found.values() if council))


def all_users(session: Session, now: datetime) -> list[tuple[User, Membership | None]]:
    """Everybody by login, with the membership that holds now."""
    query = select(User, Membership).outerjoin(Membership, (Membership.user_id == User.id) & holding(now))
    return [(user, held) for user, held in session.execute(query.order_by(User.login))]


def move_user(session: Session, login: str, terms: Terms, site: Site, now: datetime) -> User:
    """Another role, organisation, councils or end, from now on. Raises NotFound, Refused."""
    user = user_called(session, login)
    enlist(session, user, terms, site, now, OPERATOR)
    note(session, user, "user.moved", now)
    return user


def set_password(session: Session, login: str, password: str, now: datetime) -> None:
    """A new password; whoever was signed in with the old one is signed out. Raises Refused, NotFound."""
    user = user_called(session, login)
    refuse_weak(password, user.login)
    user.password_hash = hashed(password)
    end_steps(session, user)
    end_all_sessions(session, user.id, now)
    note(session, user, "user.password_set", now)


def reset_second_factor(session: Session, login: str, now: datetime, by: str = OPERATOR) -> User:
    """App, keys and recovery codes of somebody who lost them are void, and they are signed out. Raises NotFound."""
    user = user_called(session, login)
    session.execute(delete(TotpSecret).where(TotpSecret.user_id == user.id))
    session.execute(delete(SecurityKey).where(SecurityKey.user_id == user.id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    end_steps(session, user)
    end_all_sessions(session, user.id, now)
    note(session, user, "second_factor.reset", now, by)
    return user


def forget_identity(session: Session, login: str, now: datetime) -> int:
    """Who they are at the identity provider is found anew; how many identities these were. Raises NotFound."""
    user = user_called(session, login)
    gone = delete(BoundIdentity).where(BoundIdentity.user_id == user.id).returning(BoundIdentity.subject)
    count = len(session.scalars(gone).all())
    note(session, user, "user.identity_forgotten", now)
    return count


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


def note(session: Session, user: User, action: str, now: datetime, by: str = OPERATOR) -> None:
    session.add(AuditEntry(tenant=user.tenant, at=now, actor=by, action=action, object=f"user {user.login}", detail={}))
    session.flush()
