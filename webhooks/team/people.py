"""An organisation's people as the tables have them, in the desk's database role: row security shows no others'."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import load_only

from afterhours.models import Invitation, Membership, User
from ivr.errors import NotFound
from webhooks.desk.access import Desk
from webhooks.signin.memberships import taken

SHOWN = load_only(
    User.id,
    User.tenant,
    User.tenants,
    User.organisation,
    User.login,
    User.name,
    User.role,
    User.language,
    User.disabled,
    User.last_sign_in_at,
    User.created_at,
    raiseload=True,
)
"""What the desk's database role may read of a user; the rest is the sign-in's."""
GONE_FOR = timedelta(days=30)
"""So long somebody who left is still shown, and can be let in again."""
MOST = 500


@dataclass(frozen=True, slots=True)
class Person:
    """One of an organisation. `here`: whether the membership holds or is to come; `invitation`: one that is open."""

    user: User
    held: Membership
    here: bool
    invitation: Invitation | None


def people_of(desk: Desk, organisation: str) -> Sequence[Person]:
    """Those who are in by name, then those who left a short while ago."""
    now = desk.real_now
    left = Membership.ended_at > now - GONE_FOR
    over = and_(Membership.ended_at.is_(None), Membership.valid_until.between(now - GONE_FOR, now))
    query = persons(desk, Membership.organisation == organisation, or_(taken(now), left, over))
    found: dict[UUID, Person] = {}
    for user, held, invitation in desk.session.execute(query.limit(MOST)):
        here = held.ended_at is None and (held.valid_until is None or held.valid_until > now)
        found.setdefault(user.id, Person(user, held, here, invitation if here else None))
    return sorted(found.values(), key=lambda each: (not each.here, each.user.name.casefold()))


def person_of(desk: Desk, user_id: UUID) -> Person:
    """Somebody with a membership that holds or is to come. Raises NotFound, also for another organisation's."""
    query = persons(desk, User.id == user_id, taken(desk.real_now))
    found = desk.session.execute(query).first()
    if found is None:
        raise NotFound("nobody of yours")
    return Person(found[0], found[1], True, found[2])


def persons(desk: Desk, *which: ColumnElement[bool]) -> Select[User, Membership, Invitation]:
    """The latest membership first. Row security is behind `mine`."""
    still_open = and_(
        Invitation.user_id == User.id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > desk.real_now,
    )
    query = select(User, Membership, Invitation).join(Membership, Membership.user_id == User.id)
    query = query.outerjoin(Invitation, still_open).where(mine(desk), *which)
    shown = load_only(Invitation.id, Invitation.made_at, Invitation.expires_at, raiseload=True)
    return query.options(SHOWN, shown).order_by(Membership.ended_at.is_not(None), Membership.valid_from.desc())


def mine(desk: Desk) -> ColumnElement[bool]:
    """The people of the visitor's organisation; of every one for the municipality's administrators."""
    whose = desk.visitor.people_of
    return Membership.organisation.is_not(None) if whose == "*" else Membership.organisation == whose


def known_as(desk: Desk, login: str) -> User | None:
    """The user with this login, where they are or were of the visitor's organisation."""
    return desk.session.scalar(select(User).where(User.login == login).options(SHOWN))
