"""Signing in and out: one transaction each, with its line in the audit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry, User
from afterhours.services.guesses import NO_COUNCIL, SIGN_IN, Trial, note_guess, seconds_to_wait
from afterhours.services.people.hashes import hashed, matches, outdated
from webhooks.signin.memberships import is_machine, may_come
from webhooks.signin.policy import factors_of
from webhooks.signin.sessions import end_session, is_familiar, open_session
from webhooks.signin.steps import begin_step

DONE, FAILED, HALFWAY = "sign_in.done", "sign_in.failed", "sign_in.password"


@dataclass(frozen=True, slots=True)
class Browser:
    """What asks to be let in: its address, its name for itself, the token it still holds."""

    address: str | None
    agent: str | None
    token: str | None


@dataclass(frozen=True, slots=True)
class Entered:
    """The token of the new session, or of the step at which a second factor is asked for, or how many seconds to wait
    (0: wrong login or password). `machine`: the password of another program, which is for no page."""

    token: str | None = None
    step: str | None = None
    wait: int = 0
    machine: bool = False


def enter(session: Session, login: str, password: str, browser: Browser, now: datetime, leads_to: str) -> Entered:
    """Check login and password.

    An unknown login, a wrong password, and who is disabled or has no membership that holds are one and the same answer.
    """
    login = login.strip().casefold()
    user = session.scalar(select(User).where(User.login == login))
    trial = trial_of(session, user, login, browser)
    if wait := seconds_to_wait(session, trial, now):
        return Entered(wait=wait)
    matching = matches(user.password_hash if user else None, password)
    right = matching and may_come(session, user, now)
    note_guess(session, trial, now, passed=right)
    if user is None or not right:
        note(session, user, FAILED, browser, now)
        return Entered(machine=matching and is_machine(session, user, now))
    if outdated(user.password_hash):
        user.password_hash = hashed(password)
    return let_on(session, user, "password", browser, now, leads_to)


def trial_of(session: Session, user: User | None, login: str, browser: Browser) -> Trial:
    familiar = is_familiar(session, user, browser.address)
    return Trial(SIGN_IN, login, browser.address, user.tenant if user else NO_COUNCIL, familiar)


def let_on(session: Session, user: User, method: str, browser: Browser, now: datetime, leads_to: str) -> Entered:
    """In, or to the second step for whoever has a second factor."""
    if factors_of(session, user.id):
        note(session, user, HALFWAY, browser, now)
        return Entered(step=begin_step(session, user, method, leads_to, now))
    return Entered(token=admitted(session, user, browser, now, method=method))


def admitted(
    session: Session, user: User, browser: Browser, now: datetime, *, method: str = "password", second: bool = False
) -> str:
    """A new session for `user`; the one this browser held before is over."""
    if browser.token:
        end_session(session, browser.token, now)
    user.last_sign_in_at = now
    note(session, user, DONE, browser, now, by=method)
    return open_session(session, user, now, browser.address, browser.agent, method=method, second=second)


def leave(session: Session, user: User, browser: Browser, now: datetime) -> None:
    if browser.token:
        end_session(session, browser.token, now)
    note(session, user, "sign_out", browser, now)


def note(session: Session, user: User | None, action: str, browser: Browser, now: datetime, **detail: str) -> None:
    """One line of the audit; a login that does not exist may be a mistyped password and is not written down."""
    failed = action == FAILED
    session.add(
        AuditEntry(
            tenant=user.tenant if user else NO_COUNCIL,
            at=now,
            actor="anonymous" if failed or not user else user.login,
            action=action,
            object=f"user {user.login}" if user else None,
            detail=detail,
            address=browser.address,
        )
    )
    session.flush()
