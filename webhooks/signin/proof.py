"""Showing a second factor: a code of the app, a recovery code, or a key. Guesses are limited as at passwords."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from afterhours.models import User
from afterhours.services.guesses import SECOND_FACTOR, Trial, note_guess, seconds_to_wait
from afterhours.services.people.hashes import matches
from webhooks.signin.entering import Browser, note
from webhooks.signin.keys import Party, key_that_signed
from webhooks.signin.recovery import spend_recovery
from webhooks.signin.sessions import is_familiar
from webhooks.signin.totp import spend_code

APP, RECOVERY, KEY, PASSWORD = "app", "recovery", "key", "password"


@dataclass(frozen=True, slots=True)
class Proof:
    """What is shown. `text`: the code, the key's answer as JSON, or the password; `challenge`: what the key signed."""

    kind: str
    text: str
    challenge: UUID | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """What a proof is judged by: the keys that seal secrets, and who the browser believes to speak to."""

    seals: Sequence[str]
    party: Party


@dataclass(frozen=True, slots=True)
class Tried:
    """Whether it was right; else how many seconds to wait (0: it was wrong)."""

    passed: bool = False
    wait: int = 0


def try_proof(session: Session, user: User, proof: Proof, judge: Judge, browser: Browser, now: datetime) -> Tried:
    """Look at a proof, count it, and write it down. Raises Refused when the app's secret can no longer be read."""
    familiar = is_familiar(session, user, browser.address)
    trial = Trial(SECOND_FACTOR, user.login, browser.address, user.tenant, familiar)
    if wait := seconds_to_wait(session, trial, now):
        return Tried(wait=wait)
    passed = is_right(session, user, proof, judge, now)
    note_guess(session, trial, now, passed=passed)
    note(session, user, "second_factor.shown" if passed else "second_factor.failed", browser, now, by=proof.kind)
    return Tried(passed=passed)


def is_right(session: Session, user: User, proof: Proof, judge: Judge, now: datetime) -> bool:
    match proof.kind:
        case "app":
            return spend_code(session, user.id, proof.text, judge.seals, now)
        case "recovery":
            return spend_recovery(session, user.id, proof.text, now)
        case "key":
            return key_that_signed(session, judge.party, user, proof.challenge, proof.text, now) is not None
        case _:
            return matches(user.password_hash, proof.text)
