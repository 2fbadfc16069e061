"""The address of a screen-pop link: a random token in a signed wrapping, and nothing that says whose or which call.

The wrapping keeps guesses from ever reaching the table; its salt keeps other links of ours from being tried here.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode

from itsdangerous import BadSignature, Signer

SALT = "screen-pop"
LONGEST = 200
NO_TOKEN = b""
"""What a link that is none of ours stands for: it is looked up like any other, and is nobody's."""


def pop_url(public_url: str, secret_keys: tuple[str, ...], token: bytes) -> str:
    """The link to a grant. `secret_keys`: SECRET_KEY's list, the first one signs."""
    return f"{public_url}/pop/{wrapped(secret_keys, token)}"


def wrapped(secret_keys: tuple[str, ...], token: bytes) -> str:
    """The last part of the link: safe in a path, about 50 signs."""
    return signer(secret_keys).sign(urlsafe_b64encode(token).rstrip(b"=")).decode()


def unwrapped(secret_keys: tuple[str, ...], written: str) -> bytes:
    """The token in a link, or `NO_TOKEN` for one we have not signed."""
    try:
        body = signer(secret_keys).unsign(written[:LONGEST])
        return urlsafe_b64decode(body + b"==")
    except (BadSignature, ValueError, binascii.Error):
        return NO_TOKEN


def signer(secret_keys: tuple[str, ...]) -> Signer:
    return Signer(list(reversed(secret_keys)), salt=SALT)
