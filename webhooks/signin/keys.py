"""Passkeys and security keys (WebAuthn): which belong to whom, and the challenges they answer.

A challenge is known to one browser for one purpose, is kept here, and is removed by the answer, right or wrong. What is
asked and whether an answer is right: `webhooks.signin.authenticators`, imported when it is needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from afterhours.models import KeyChallenge, SecurityKey, User
from afterhours.services.guesses import NO_COUNCIL

LOCAL = "localhost"
ENTER, SECOND, REGISTER = "enter", "second", "register"
LATE, WRONG_ANSWER, KNOWN_KEY = "late", "wrong", "known"
LASTS = timedelta(minutes=5)
MOST_KEYS, LONGEST_NAME = 20, 60


@dataclass(frozen=True, slots=True)
class Party:
    """Who asks, as browsers compare it. `host`: keys are made for it and work nowhere else; `origin`: the address that
    pages must have."""

    host: str
    origin: str


def party_of(public_url: str) -> Party:
    """Both are of PUBLIC_URL. Browsers make no keys for bare network addresses: this machine's own is `localhost`."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    if not host.startswith("127.") and host != "::1":
        return Party(host, f"{parts.scheme}://{parts.netloc}")
    port = f":{parts.port}" if parts.port else ""
    return Party(LOCAL, f"{parts.scheme}://{LOCAL}{port}")


def ask_to_register(session: Session, party: Party, user: User, now: datetime) -> tuple[UUID, str]:
    """The challenge's id, and the options for `navigator.credentials.create` as JSON."""
    from webhooks.signin.authenticators import to_register

    asked = to_register(party, user, keys_of(session, user.id))
    return keep(session, REGISTER, user, asked.challenge, now), asked.options


def ask_to_sign(session: Session, party: Party, user: User | None, now: datetime) -> tuple[UUID, str]:
    """The same for `navigator.credentials.get`. With a user: one of their keys, beside the password. Without: any key,
    which says itself who comes."""
    from webhooks.signin.authenticators import to_sign

    asked = to_sign(party, keys_of(session, user.id) if user else None)
    return keep(session, SECOND if user else ENTER, user, asked.challenge, now), asked.options


def keep(session: Session, purpose: str, user: User | None, challenge: bytes, now: datetime) -> UUID:
    session.execute(delete(KeyChallenge).where(KeyChallenge.expires_at < now))
    kept = KeyChallenge(
        tenant=user.tenant if user else NO_COUNCIL,
        purpose=purpose,
        user_id=user.id if user else None,
        challenge=challenge,
        expires_at=now + LASTS,
    )
    session.add(kept)
    session.flush()
    return kept.id


def spend(session: Session, challenge_id: UUID | None, purpose: str, user: User | None, now: datetime) -> bytes | None:
    """The challenge, which is gone with that; None when it is unknown, spent, too old or for somebody else."""
    theirs = KeyChallenge.user_id == user.id if user else KeyChallenge.user_id.is_(None)
    this = (KeyChallenge.id == challenge_id, KeyChallenge.purpose == purpose, theirs, KeyChallenge.expires_at > now)
    return session.scalar(delete(KeyChallenge).where(*this).returning(KeyChallenge.challenge))


def register_key(
    session: Session, party: Party, user: User, challenge_id: UUID | None, answer: str, name: str, now: datetime
) -> SecurityKey | str:
    """The key that answered, kept from now on; or why not: LATE, WRONG_ANSWER, KNOWN_KEY."""
    from webhooks.signin.authenticators import registered

    challenge = spend(session, challenge_id, REGISTER, user, now)
    if challenge is None:
        return LATE
    made = registered(party, challenge, answer)
    if made is None:
        return WRONG_ANSWER
    if session.scalar(select(SecurityKey.id).where(SecurityKey.credential_id == made.credential_id)):
        return KNOWN_KEY
    called = " ".join(name.split())[:LONGEST_NAME]
    key = SecurityKey(tenant=user.tenant, user_id=user.id, name=called, created_at=now, **made._asdict())
    session.add(key)
    session.flush()
    return key


def key_that_signed(
    session: Session, party: Party, user: User | None, challenge_id: UUID | None, answer: str, now: datetime
) -> SecurityKey | None:
    """The key whose answer is right, or None. Without a user it must have verified whoever held it."""
    from webhooks.signin.authenticators import signed

    challenge = spend(session, challenge_id, SECOND if user else ENTER, user, now)
    key = key_named(session, answer)
    if challenge is None or key is None or (user is not None and key.user_id != user.id):
        return None
    count = signed(party, challenge, answer, key, alone=user is None)
    if count is None:
        return None
    key.sign_count, key.last_used_at = count, now
    session.flush()
    return key


def key_named(session: Session, answer: str) -> SecurityKey | None:
    """The key that an answer says it is of, held until the end of the transaction; nothing is believed of it yet."""
    from webhooks.signin.authenticators import named

    said = named(answer)
    if said is None or not named_its_owner(session, said.credential_id, said.handle):
        return None
    return session.scalar(select(SecurityKey).where(SecurityKey.credential_id == said.credential_id).with_for_update())


def named_its_owner(session: Session, credential_id: bytes, handle: bytes | None) -> bool:
    """Whether the user's handle that came along, if any, is that of the key's owner."""
    owner = session.scalar(select(SecurityKey.user_id).where(SecurityKey.credential_id == credential_id))
    return owner is not None and (not handle or handle == owner.bytes)


def keys_of(session: Session, user_id: UUID) -> Sequence[SecurityKey]:
    query = select(SecurityKey).where(SecurityKey.user_id == user_id).order_by(SecurityKey.created_at)
    return session.scalars(query).all()


def remove_key(session: Session, user_id: UUID, key_id: UUID) -> str | None:
    """The name of the key that is gone; None when they have no such key."""
    own = (SecurityKey.id == key_id, SecurityKey.user_id == user_id)
    return session.scalar(delete(SecurityKey).where(*own).returning(SecurityKey.name))
