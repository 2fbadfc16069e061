"""Who looks at a page: the user behind the session of this request."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from flask import g, request

from afterhours.site import COUNTY, Site
from webhooks.pages.parts import Parts, of_app
from webhooks.roles import Permission, permissions_of
from webhooks.signin.cookie import token_of
from webhooks.signin.memberships import councils_served, groups_of, site_of
from webhooks.signin.policy import needs_factor
from webhooks.signin.sessions import Held, held_session

EVERY_ORGANISATION = "*"
OF_ALL = frozenset({Permission.MANAGE_ORGANISATIONS, Permission.REVIEW_QUALITY})
"""With one of these the municipality's own people see those of every organisation."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """How they are signed in. `method`: password, key, provider or demonstration; `second`: whether with a second
    factor; `proved_at`: when they last proved who they are; `must_set_up`: they need a second factor and have none."""

    session_id: UUID
    method: str
    second: bool
    proved_at: datetime
    must_set_up: bool


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in user, as far as pages need one.

    `tenants`: the councils they answer for, and whose rows they may see. `groups`: those whose calls they are offered,
    and whose restricted cases they see. `skills`: what they are good at, such as a language.
    """

    user_id: UUID
    login: str
    name: str
    role: str
    tenants: tuple[str, ...]
    permissions: frozenset[Permission]
    organisation: str
    groups: tuple[str, ...]
    skills: tuple[str, ...]
    signed_in: SignedIn | None = None

    @property
    def people_of(self) -> str:
        """The organisation whose people they may see; the municipality's administrators and reviewers see all."""
        every = self.organisation == COUNTY and not OF_ALL.isdisjoint(self.permissions)
        return EVERY_ORGANISATION if every else self.organisation


def recognise(*, present: bool = True) -> Visitor | None:
    """The visitor of this request, or None without a session that still holds.

    `present`: whether the request shows that somebody is there, and so keeps the session alive.
    """
    token = token_of(request)
    if not token:
        return None
    parts = of_app()
    now, site = parts.real_clock.now(), site_of(parts)
    with parts.database.transaction() as session:
        found = held_session(session, token, now, noted=present)
        known = visitor_of(found, site, now) if found else None
        return entitled(known, signed_in(parts, found)) if found and known else None


def entitled(known: Visitor, how: SignedIn) -> Visitor:
    """Who has to set up a second factor may nothing yet, and belongs to no council, whatever a page forgets to ask."""
    if how.must_set_up:
        return replace(known, signed_in=how, permissions=frozenset(), tenants=(), groups=())
    return replace(known, signed_in=how)


def signed_in(parts: Parts, found: Held) -> SignedIn:
    held = found.held
    must = held.second_at is None and needs_factor(parts.settings, found.membership)
    return SignedIn(held.id, held.method, held.second_at is not None, held.proved_at or held.created_at, must)


def visitor_of(found: Held, site: Site | None, now: datetime) -> Visitor | None:
    """None when the membership is good for no council: its organisation serves none of them any more."""
    user, held = found.user, found.membership
    tenants = councils_served(held, site, now)
    if not tenants:
        return None
    return Visitor(
        user_id=user.id,
        login=user.login,
        name=user.name,
        role=held.role,
        tenants=tenants,
        permissions=permissions_of(held.role),
        organisation=held.organisation,
        groups=groups_of(held, site),
        skills=tuple(held.skills),
    )


def visitor() -> Visitor:
    """The visitor of a page that is not open to anyone."""
    present: Visitor = g.visitor
    return present
