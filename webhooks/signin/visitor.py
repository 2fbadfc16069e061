"""Who looks at a page: the user behind the session of this request."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from flask import g, request

from afterhours.models import User
from webhooks.pages.parts import Parts, of_app
from webhooks.roles import Permission, permissions_of
from webhooks.signin.cookie import token_of
from webhooks.signin.policy import needs_factor
from webhooks.signin.sessions import Held, held_session


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
    """A signed-in user, as far as pages need one. `tenants`: the councils whose cases they may see."""

    user_id: UUID
    login: str
    name: str
    role: str
    tenants: tuple[str, ...]
    permissions: frozenset[Permission]
    signed_in: SignedIn | None = None


def recognise(*, present: bool = True) -> Visitor | None:
    """The visitor of this request, or None without a session that still holds.

    `present`: whether the request shows that somebody is there, and so keeps the session alive.
    """
    token = token_of(request)
    if not token:
        return None
    parts = of_app()
    with parts.database.transaction() as session:
        found = held_session(session, token, parts.real_clock.now(), noted=present)
        return replace(visitor_of(found.user), signed_in=signed_in(parts, found)) if found else None


def signed_in(parts: Parts, found: Held) -> SignedIn:
    held = found.held
    must = held.second_at is None and needs_factor(parts.settings, found.user)
    return SignedIn(held.id, held.method, held.second_at is not None, held.proved_at or held.created_at, must)


def visitor_of(user: User) -> Visitor:
    return Visitor(user.id, user.login, user.name, user.role, tuple(user.tenants), permissions_of(user.role))


def visitor() -> Visitor:
    """The visitor of a page that is not open to anyone."""
    present: Visitor = g.visitor
    return present
