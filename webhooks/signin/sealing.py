"""Secrets that must be read again, kept sealed: with a key made of the first SECRET_KEY, opened with any of them.

The library is imported when there is something to seal or open: it costs 7 MB.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ivr.errors import Refused

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

PURPOSE = b"ivr second factor 1"


def sealed(text: str, keys: Sequence[str]) -> str:
    """`text` encrypted and signed; `keys` is the list of SECRET_KEY."""
    return sealer(keys[0]).encrypt(text.encode()).decode()


def opened(token: str, keys: Sequence[str]) -> str:
    """What was sealed. Raises Refused when none of the keys opens it."""
    from cryptography.fernet import InvalidToken, MultiFernet

    try:
        return MultiFernet([sealer(key) for key in keys]).decrypt(token.encode()).decode()
    except InvalidToken:
        raise Refused(
            "The secret of this authenticator app cannot be read: the SECRET_KEY it was sealed with is gone. "
            "Put that key back behind the new one, or reset the second factor: ivr users reset-second-factor LOGIN"
        ) from None


def is_outdated(token: str, keys: Sequence[str]) -> bool:
    """Whether another key than the first sealed it."""
    from cryptography.fernet import InvalidToken

    try:
        sealer(keys[0]).decrypt(token.encode())
    except InvalidToken:
        return True
    return False


def sealer(key: str) -> "Fernet":
    """A Fernet key that says nothing about `key`, and is used for nothing else."""
    from cryptography.fernet import Fernet

    return Fernet(urlsafe_b64encode(hmac.digest(key.encode(), PURPOSE, "sha256")))
