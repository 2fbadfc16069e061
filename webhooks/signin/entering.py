"""Signing in and out: one transaction each, with its line in the audit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry, User
from webhooks.signin.attempts import DONE, FAILED, key_of, seconds_to_wait, take_turn
from webhooks.signin.passwords import hashed, matches, outdated
from webhooks.signin.sessions import end_session, open_session

NO_COUNCIL = "*"
"""The tenant of a failure whose login nobody has."""


@dataclass(frozen=True, slots=True)
class Browser:
    """What asks to be let in: its address, its name for itself, the token it still holds."""

    address: str | None
    agent: str | None
    token: str | None


@dataclass(frozen=True, slots=True)
class Entered:
    """The token of the new session, or how many seconds to wait (0: wrong login or password)."""

    token: str | None = None
    wait: int = 0


def enter(session: Session, login: str, password: str, browser: Browser, now: datetime) -> Entered:
    """Check login and password. An unknown login, a disabled user and a wrong password are one and the same answer."""
    login = login.strip().casefold()
    user = session.scalar(select(User).where(User.login == login))
    tenant = user.tenant if user else NO_COUNCIL
    key = key_of(login, browser.address)
    if not take_turn(session, key):
        return Entered(wait=1)
    if wait := seconds_to_wait(session, tenant, key, now):
        return Entered(wait=wait)
    right = matches(user.password_hash if user else None, password)
    if user is None or user.disabled or not right:
        note(session, user, FAILED, browser, now, key)
        return Entered()
    if outdated(user.password_hash):
        user.password_hash = hashed(password)
    return Entered(token=admitted(session, user, browser, now, key))


def admitted(session: Session, user: User, browser: Browser, now: datetime, key: str) -> str:
    """A new session for `user`; the one this browser held before is over."""
    if browser.token:
        end_session(session, browser.token, now)
    user.last_sign_in_at = now
    note(session, user, DONE, browser, now, key)
    return open_session(session, user, now, browser.address, browser.agent)


def leave(session: Session, user: User, browser: Browser, now: datetime) -> None:
    if browser.token:
        end_session(session, browser.token, now)
    note(session, user, "sign_out", browser, now)


def note(session: Session, user: User | None, action: str, browser: Browser, now: datetime, key: str = "") -> None:
    """One line of the audit; a login that does not exist may be a mistyped password and is not written down."""
    failed = action == FAILED
    session.add(
        AuditEntry(
            tenant=user.tenant if user else NO_COUNCIL,
            at=now,
            actor="anonymous" if failed or not user else user.login,
            action=action,
            object=f"user {user.login}" if user else None,
            detail={"key": key} if key else {},
            address=browser.address,
        )
    )
    session.flush()
