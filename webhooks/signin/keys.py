"""Passkeys and security keys (WebAuthn): what a browser is asked, and whether its answer is right.

A challenge is known to one browser for one purpose, is kept here, and is removed by the answer, right or wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json, parse_registration_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from afterhours.models import KeyChallenge, SecurityKey, User
from afterhours.services.guesses import NO_COUNCIL

SERVICE, LOCAL = "311", "localhost"
ENTER, SECOND, REGISTER = "enter", "second", "register"
LATE, WRONG_ANSWER, KNOWN_KEY = "late", "wrong", "known"
LASTS = timedelta(minutes=5)
MOST_KEYS, LONGEST_NAME = 20, 60
WRONG = (WebAuthnException, ValueError, KeyError, TypeError)
"""What the library raises for answers that are forged, broken or not for us."""


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
    options = generate_registration_options(
        rp_id=party.host,
        rp_name=SERVICE,
        user_id=user.id.bytes,
        user_name=user.login,
        user_display_name=user.name,
        timeout=int(LASTS.total_seconds() * 1000),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=[descriptor(each) for each in keys_of(session, user.id)],
    )
    return keep(session, REGISTER, user, options.challenge, now), options_to_json(options)


def ask_to_sign(session: Session, party: Party, user: User | None, now: datetime) -> tuple[UUID, str]:
    """The same for `navigator.credentials.get`. With a user: one of their keys, beside the password. Without: any key,
    which says itself who comes, and must have asked for a PIN, finger or face."""
    alone = UserVerificationRequirement.REQUIRED
    options = generate_authentication_options(
        rp_id=party.host,
        timeout=int(LASTS.total_seconds() * 1000),
        allow_credentials=[descriptor(each) for each in keys_of(session, user.id)] if user else None,
        user_verification=UserVerificationRequirement.PREFERRED if user else alone,
    )
    return keep(session, SECOND if user else ENTER, user, options.challenge, now), options_to_json(options)


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
    challenge = spend(session, challenge_id, REGISTER, user, now)
    if challenge is None:
        return LATE
    try:
        credential = parse_registration_credential_json(answer)
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
        )
    except WRONG:
        return WRONG_ANSWER
    if session.scalar(select(SecurityKey.id).where(SecurityKey.credential_id == verified.credential_id)):
        return KNOWN_KEY
    key = SecurityKey(
        tenant=user.tenant,
        user_id=user.id,
        name=" ".join(name.split())[:LONGEST_NAME],
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=[each.value for each in credential.response.transports or []],
        created_at=now,
    )
    session.add(key)
    session.flush()
    return key


def key_that_signed(
    session: Session, party: Party, user: User | None, challenge_id: UUID | None, answer: str, now: datetime
) -> SecurityKey | None:
    """The key whose answer is right, or None. Without a user it must have verified whoever held it."""
    challenge = spend(session, challenge_id, SECOND if user else ENTER, user, now)
    key = key_named(session, answer)
    if challenge is None or key is None or (user is not None and key.user_id != user.id):
        return None
    try:
        verified = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=user is None,
        )
    except WRONG:
        return None
    key.sign_count, key.last_used_at = verified.new_sign_count, now
    session.flush()
    return key


def key_named(session: Session, answer: str) -> SecurityKey | None:
    """The key that an answer says it is of, held until the end of the transaction; nothing is believed of it yet."""
    try:
        credential = parse_authentication_credential_json(answer)
    except WRONG:
        return None
    if not named_its_owner(session, credential.raw_id, credential.response.user_handle):
        return None
    return session.scalar(select(SecurityKey).where(SecurityKey.credential_id == credential.raw_id).with_for_update())


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


def descriptor(key: SecurityKey) -> PublicKeyCredentialDescriptor:
    known = {each.value: each for each in AuthenticatorTransport}
    transports = [known[each] for each in key.transports if each in known]
    return PublicKeyCredentialDescriptor(id=key.credential_id, transports=transports or None)
