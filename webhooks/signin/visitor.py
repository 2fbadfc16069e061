"""Who looks at a page: the user behind the session of this request."""

from dataclasses import dataclass
from uuid import UUID

from flask import g, request

from afterhours.models import User
from webhooks.pages.parts import of_app
from webhooks.roles import Permission, permissions_of
from webhooks.signin.cookie import token_of
from webhooks.signin.sessions import user_of_session


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in user, as far as pages need one. `tenants`: the councils whose cases they may see."""

    user_id: UUID
    login: str
    name: str
    role: str
    tenants: tuple[str, ...]
    permissions: frozenset[Permission]


def recognise(*, present: bool = True) -> Visitor | None:
    """The visitor of this request, or None without a session that still holds.

    `present`: whether the request shows that somebody is there, and so keeps the session alive.
    """
    token = token_of(request)
    if not token:
        return None
    parts = of_app()
    with parts.database.transaction() as session:
        user = user_of_session(session, token, parts.real_clock.now(), noted=present)
        return visitor_of(user) if user else None


def visitor_of(user: User) -> Visitor:
    return Visitor(user.id, user.login, user.name, user.role, tuple(user.tenants), permissions_of(user.role))


def visitor() -> Visitor:
    """The visitor of a page that is not open to anyone."""
    present: Visitor = g.visitor
    return present
