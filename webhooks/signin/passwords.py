"""Passwords: the rules for new ones (NIST SP 800-63B, 3.1.1), and new ones that are drawn."""

import secrets

from afterhours.services.people.hashes import hashed
from ivr.errors import Refused

LEAST, MOST = 12, 256
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def refuse_weak(password: str, login: str) -> None:
    """Length is what counts. Raises Refused with what to do."""
    if not LEAST <= len(password) <= MOST:
        raise Refused(
            f"The password has {len(password)} characters; it needs {LEAST} to {MOST}. Several words will do."
        )
    if login.casefold() in password.casefold() or len(set(password)) < 5:
        raise Refused("The password is too easy to guess; do not use the login or one character over and over.")


def unusable() -> str:
    """What stands for a password that nobody knows, and that takes as long to check as any other."""
    return hashed(secrets.token_urlsafe(32))


def generated() -> str:
    """A new password of 99 bits, in groups that can be read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))
