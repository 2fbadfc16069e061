"""Giving a user a membership, within what agents.yaml allows; and ending one. Real time throughout."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from afterhours.models import Membership, User
from afterhours.site import Organisation, Site
from ivr.errors import Refused
from ivr.flowfile.names import among, did_you_mean
from webhooks.roles import ROLES_OF, Role
from webhooks.signin.memberships import end_of, over, seats_taken

OPERATOR = "ivr"
"""Who did it, where it was a command on the server."""


class NotLetIn(Refused):
    """Why somebody cannot be let in. `code`: role | organisation | ended | tenants | groups | until | seats."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a membership is to say. `tenants`: in their own spelling. `until`: aware; None for the contract's end."""

    organisation: str
    role: str
    tenants: Sequence[str]
    groups: Sequence[str] = ()
    skills: Sequence[str] = ()
    until: datetime | None = None


def enlist(session: Session, user: User, terms: Terms, site: Site, now: datetime, by: str) -> Membership:
    """A new membership from now on, in place of the one `user` has; a new user is added. Raises NotLetIn."""
    organisation = organisation_called(terms.organisation, site)
    groups = checked(terms, organisation, site, now)
    end_membership(session, user, now, by)
    take_seat(session, organisation, now)
    user.tenant, user.tenants = terms.tenants[0], list(terms.tenants)
    user.organisation, user.role = organisation.name, terms.role
    session.add(user)
    session.flush()
    held = Membership(
        tenant=user.tenant,
        user_id=user.id,
        organisation=organisation.name,
        role=terms.role,
        tenants=list(terms.tenants),
        groups=groups,
        skills=list(dict.fromkeys(terms.skills)),
        valid_from=now,
        valid_until=terms.until,
        added_by=by,
        added_at=now,
    )
    session.add(held)
    session.flush()
    return held


def end_membership(session: Session, user: User, now: datetime, by: str) -> Membership | None:
    """The membership that was not ended yet is over from now on; their sessions with it. None when there was none."""
    query = select(Membership).where(Membership.user_id == user.id, Membership.ended_at.is_(None))
    held = session.scalar(query.with_for_update())
    if held is not None:
        held.ended_at, held.ended_by = now, by
        session.flush()
    return held


def take_seat(session: Session, organisation: Organisation, now: datetime) -> None:
    """Whoever takes the last seat takes it alone; holds to the end of the transaction. Raises NotLetIn."""
    if organisation.seats is None:
        return
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"seats of {organisation.name}"))))
    if seats_taken(session, organisation.name, now) >= organisation.seats:
        words = f"All {organisation.seats} seats of {organisation.name} are taken. End somebody's membership first."
        raise NotLetIn("seats", words)


def organisation_called(name: str, site: Site) -> Organisation:
    found = site.organisation(name)
    if found is None:
        known = did_you_mean(name, site.organisations)
        raise NotLetIn("organisation", f'There is no organisation "{name}" in agents.yaml: {known}')
    return found


def checked(terms: Terms, organisation: Organisation, site: Site, now: datetime) -> list[str]:
    """The groups in their own spelling, where everything else is allowed too. Raises NotLetIn."""
    refuse_role(terms.role, organisation)
    refuse_time(terms.until, organisation, site, now)
    beyond = [each for each in terms.tenants if each not in organisation.serves]
    if beyond or not terms.tenants:
        served = ", ".join(organisation.serves)
        words = f"{organisation.name} does not serve {beyond[0]}" if beyond else "No council is chosen"
        raise NotLetIn("tenants", f"{words}. Use one of: {served}.")
    own = [name for name, group in site.groups.items() if group.organisation == organisation.name]
    return [group_among(each, own, organisation.name) for each in dict.fromkeys(terms.groups)]


def refuse_role(role: str, organisation: Organisation) -> None:
    if role not in set(Role):
        raise NotLetIn("role", f'There is no role "{role}". Use one of: {", ".join(Role)}.')
    if role not in ROLES_OF[organisation.kind]:
        allowed = ", ".join(ROLES_OF[organisation.kind])
        raise NotLetIn("role", f"{organisation.name} has nobody with the role {role}. Use one of: {allowed}.")


def refuse_time(until: datetime | None, organisation: Organisation, site: Site, now: datetime) -> None:
    ends = end_of(organisation, site)
    if over(organisation, site, now):
        raise NotLetIn("ended", f"The contract of {organisation.name} ended on {organisation.until}.")
    if until is not None and until <= now:
        raise NotLetIn("until", "The last day is past. Choose today or a later one.")
    if until is not None and ends is not None and until > ends:
        words = f"The contract of {organisation.name} ends on {organisation.until}. Choose that day or an earlier one."
        raise NotLetIn("until", words)


def group_among(typed: str, own: Collection[str], organisation: str) -> str:
    found = among(typed, own)
    if found is None:
        raise NotLetIn("groups", f'"{typed}" is no group of {organisation}: {did_you_mean(typed, own)}')
    return found
