"""argon2id, in which passwords and PINs are kept: OWASP's parameters, so that several checks at once fit in a worker.

A check costs some hundredths of a second. One of a secret that nobody has costs as much as any other.
"""

import secrets
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def drawn(size: int) -> str:
    """Random bytes as they stand in a hash."""
    return b64encode(secrets.token_bytes(size)).decode().rstrip("=")


NOBODYS = (
    f"$argon2id$v=19$m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    f"${drawn(HASHER.salt_len)}${drawn(HASHER.hash_len)}"
)
"""Checked where nothing is kept. It is drawn, not computed: a process that starts has not 19 MB to spare for it."""


def hashed(secret: str) -> str:
    """The argon2id hash, with salt and parameters in it."""
    return HASHER.hash(secret)


def matches(kept: str | None, given: str) -> bool:
    """Whether `given` is the secret behind `kept`; takes the same time when there is none."""
    try:
        return HASHER.verify(kept or NOBODYS, given) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(kept)
