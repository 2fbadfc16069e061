"""The library's part of passkeys and security keys (WebAuthn): the options a browser is given, and its answers judged.

It is imported when somebody shows a key: it costs 15 MB and a quarter of a second, which no call needs.
"""

from collections.abc import Sequence
from typing import NamedTuple

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

from afterhours.models import SecurityKey, User
from webhooks.signin.keys import LASTS, Party

SERVICE = "311"
MILLISECONDS = int(LASTS.total_seconds() * 1000)
WRONG = (WebAuthnException, ValueError, KeyError, TypeError)
"""What the library raises for answers that are forged, broken or not for us."""


class Asked(NamedTuple):
    """`options`: for the browser, as JSON, with the challenge in them."""

    challenge: bytes
    options: str


class Registered(NamedTuple):
    """What is kept of a new key."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]


class Named(NamedTuple):
    """What an answer says of itself, before anything of it is believed. `handle`: of the user, where it came along."""

    credential_id: bytes
    handle: bytes | None


def to_register(party: Party, user: User, known: Sequence[SecurityKey]) -> Asked:
    """For `navigator.credentials.create`; none of the `known` keys is taken twice."""
    options = generate_registration_options(
        rp_id=party.host,
        rp_name=SERVICE,
        user_id=user.id.bytes,
        user_name=user.login,
        user_display_name=user.name,
        timeout=MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=[descriptor(each) for each in known],
    )
    return Asked(options.challenge, options_to_json(options))


def to_sign(party: Party, keys: Sequence[SecurityKey] | None) -> Asked:
    """For `navigator.credentials.get`: one of `keys`; None for any key, which must have asked for a PIN, finger or
    face."""
    alone = UserVerificationRequirement.REQUIRED
    options = generate_authentication_options(
        rp_id=party.host,
        timeout=MILLISECONDS,
        allow_credentials=None if keys is None else [descriptor(each) for each in keys],
        user_verification=alone if keys is None else UserVerificationRequirement.PREFERRED,
    )
    return Asked(options.challenge, options_to_json(options))


def registered(party: Party, challenge: bytes, answer: str) -> Registered | None:
    """The new key, or None when the answer is not right."""
    try:
        credential = parse_registration_credential_json(answer)
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
        )
    except WRONG:
        return None
    transports = [each.value for each in credential.response.transports or []]
    return Registered(verified.credential_id, verified.credential_public_key, verified.sign_count, transports)


def signed(party: Party, challenge: bytes, answer: str, key: SecurityKey, *, alone: bool) -> int | None:
    """The key's new count of signatures, or None when the answer is not right. `alone`: it must have verified whoever
    held it."""
    try:
        verified = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=alone,
        )
    except WRONG:
        return None
    return verified.new_sign_count


def named(answer: str) -> Named | None:
    """The key that an answer says it is of; None when it cannot be read."""
    try:
        credential = parse_authentication_credential_json(answer)
    except WRONG:
        return None
    return Named(credential.raw_id, credential.response.user_handle)


def descriptor(key: SecurityKey) -> PublicKeyCredentialDescriptor:
    known = {each.value: each for each in AuthenticatorTransport}
    transports = [known[each] for each in key.transports if each in known]
    return PublicKeyCredentialDescriptor(id=key.credential_id, transports=transports or None)
