"""A security key in software: what a browser would hand over for it, and what a dishonest one might (WebAuthn)."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

HERE = "http://localhost:8311"
PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """`verifies`: it asks its holder for a PIN. `count` grows with each signature, as long as `counts`."""

    verifies: bool = True
    counts: bool = True
    count: int = 0
    host: str = "localhost"
    origin: str = HERE
    credential_id: bytes = field(default_factory=lambda: token_bytes(16))
    owner: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def made(self, options: dict[str, Any]) -> str:
        """The answer to `navigator.credentials.create`."""
        self.owner = base64url_to_bytes(options["user"]["id"])
        public = self.key.public_key().public_numbers()
        cose = encode_cbor({1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32), -3: public.y.to_bytes(32)})
        known = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + cose
        attested = encode_cbor({"fmt": "none", "attStmt": {}, "authData": self.data(WITH_KEY) + known})
        said = {"attestationObject": bytes_to_base64url(attested), "transports": ["usb"]}
        return self.answer("webauthn.create", options, said)

    def signed(self, options: dict[str, Any], owner: bytes | None = None) -> str:
        """The answer to `navigator.credentials.get`; `owner` for a key that says it is somebody else's."""
        self.count += 1 if self.counts else 0
        data = self.data()
        seen = data + sha256(self.client("webauthn.get", options)).digest()
        said = {
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(self.key.sign(seen, ec.ECDSA(SHA256()))),
            "userHandle": bytes_to_base64url(self.owner if owner is None else owner),
        }
        return self.answer("webauthn.get", options, said)

    def data(self, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def client(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def answer(self, kind: str, options: dict[str, Any], said: dict[str, Any]) -> str:
        named = bytes_to_base64url(self.credential_id)
        response = {"clientDataJSON": bytes_to_base64url(self.client(kind, options)), **said}
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})
