"""The link by which one person may accept one emergency, for half a day. It names neither of them to a reader.

The token is the emergency's id, the end of its life, and a signature over both and the person's handle. So nothing is
kept, nothing personal stands in the address, and whose link it is comes out by trying who could have been meant.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from itsdangerous import BadSignature, Signer

from ivr.errors import NotFound
from ivr.flowfile.names import name

VALID = timedelta(hours=12)
"""Longer than a night. Who has accepted by then goes on by telephone, by text or at the desk."""
SALT = "accept"
ID_BYTES, END_BYTES = 16, 4
LONGEST = 200


@dataclass(frozen=True, slots=True)
class AcceptLink:
    """Whose link it is, to which emergency, until when."""

    emergency_id: UUID
    handle: str
    until: datetime


def accept_url(public_url: str, secrets: tuple[str, ...], emergency_id: UUID, handle: str, now: datetime) -> str:
    """The address for `handle`. `secrets`: SECRET_KEY's list, the first one signs."""
    return f"{public_url}/accept/{accept_token(secrets, emergency_id, handle, now)}"


def accept_token(secrets: tuple[str, ...], emergency_id: UUID, handle: str, now: datetime) -> str:
    """The secret part of the address: safe in a path, about 70 signs."""
    end = int((now + VALID).timestamp())
    body = urlsafe_b64encode(emergency_id.bytes + end.to_bytes(END_BYTES)).rstrip(b"=")
    return signer(secrets, handle).sign(body).decode()


def read_accept_token(secrets: tuple[str, ...], token: str, handles: Iterable[str], now: datetime) -> AcceptLink:
    """Raises NotFound for one that is not ours, is too old, or is nobody's of `handles`; never says which."""
    emergency_id, until = unsigned(token)
    for handle in handles:
        if signed(secrets, token, handle) and now < until:
            return AcceptLink(emergency_id, handle, until)
    raise NotFound("no such link")


def unsigned(token: str) -> tuple[UUID, datetime]:
    """What the token says, whoever wrote it."""
    try:
        body = urlsafe_b64decode(token[:LONGEST].partition(".")[0] + "==")
        end = datetime.fromtimestamp(int.from_bytes(body[ID_BYTES : ID_BYTES + END_BYTES]), UTC)
        return UUID(bytes=body[:-END_BYTES]), end
    except (ValueError, binascii.Error) as error:
        raise NotFound("no such link") from error


def signed(secrets: tuple[str, ...], token: str, handle: str) -> bool:
    try:
        signer(secrets, handle).unsign(token)
    except BadSignature:
        return False
    return True


def signer(secrets: tuple[str, ...], handle: str) -> Signer:
    """A key for each person; however the handle is spelt."""
    return Signer(list(reversed(secrets)), salt=f"{SALT} {name(handle)}")
