"""Passwords: argon2id with the library's current parameters, and the rules for new ones (NIST SP 800-63B, 3.1.1)."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ivr.errors import Refused

LEAST, MOST = 12, 256
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's recommended argon2id, which keeps several sign-ins at once within a worker's memory."""

NOBODYS = HASHER.hash(secrets.token_hex())
"""Checked for logins that do not exist, so that they answer as slowly as those that do."""


def hashed(password: str) -> str:
    """The argon2id hash, with salt and parameters in it."""
    return HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether `password` is the one behind `kept`; takes the same time when there is none."""
    try:
        return HASHER.verify(kept or NOBODYS, password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(kept)


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
