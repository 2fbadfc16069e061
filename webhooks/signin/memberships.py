"""Memberships: what gives a user a role, and what an organisation's contract makes of it. Real time throughout."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from afterhours.models import Membership, User
from afterhours.site import COUNTY, Organisation, Site
from ivr.errors import NotFound
from webhooks.pages.parts import Parts
from webhooks.roles import Role


def holding(now: datetime) -> ColumnElement[bool]:
    """A membership that is neither ended nor to come nor over at `now`."""
    still = or_(Membership.valid_until.is_(None), Membership.valid_until > now)
    return and_(Membership.ended_at.is_(None), Membership.valid_from <= now, still)


def taken(now: datetime) -> ColumnElement[bool]:
    """A membership that takes a seat at `now`: it holds, or is to come."""
    still = or_(Membership.valid_until.is_(None), Membership.valid_until > now)
    return and_(Membership.ended_at.is_(None), still)


def membership_of(session: Session, user_id: UUID, now: datetime) -> Membership | None:
    """The one that holds now."""
    return session.scalar(select(Membership).where(Membership.user_id == user_id, holding(now)))


def may_come(session: Session, user: User | None, now: datetime) -> bool:
    """Whether a user is let in, once they have shown who they are; another program never is."""
    held = membership_of(session, user.id, now) if user is not None and not user.disabled else None
    return held is not None and held.role != Role.MACHINE


def is_machine(session: Session, user: User | None, now: datetime) -> bool:
    """Whether it is another program: that has no pages, and does not sign in to any."""
    held = membership_of(session, user.id, now) if user is not None else None
    return held is not None and held.role == Role.MACHINE


def seats_taken(session: Session, organisation: str, now: datetime) -> int:
    query = select(func.count()).select_from(Membership)
    return session.scalar(query.where(Membership.organisation == organisation, taken(now))) or 0


def site_of(parts: Parts) -> Site | None:
    """The revision that serves now; None before the first release."""
    try:
        return parts.site
    except NotFound:
        return None


def councils_served(held: Membership, site: Site | None, now: datetime) -> tuple[str, ...]:
    """The councils a membership is good for now: those its organisation still serves. None of them: no sign-in."""
    if site is None:
        return tuple(held.tenants) if held.organisation == COUNTY else ()
    organisation = site.organisation(held.organisation)
    if organisation is None or over(organisation, site, now):
        return ()
    return tuple(each for each in held.tenants if each in organisation.serves)


def over(organisation: Organisation, site: Site, now: datetime) -> bool:
    """Whether its contract has ended."""
    ends = end_of(organisation, site)
    return ends is not None and now >= ends


def end_of(organisation: Organisation, site: Site) -> datetime | None:
    """The midnight after its last day, where the municipality is."""
    if organisation.until is None:
        return None
    zone = ZoneInfo(site.councils[site.tenant].zone)
    return datetime.combine(organisation.until + timedelta(days=1), time.min, zone)


def groups_of(held: Membership, site: Site | None) -> tuple[str, ...]:
    """The groups of a membership that are still its organisation's."""
    known: Sequence[str] = [
        name for name, group in (site.groups if site else {}).items() if group.organisation == held.organisation
    ]
    return tuple(each for each in held.groups if each in known)
