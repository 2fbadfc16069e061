"""A small identity provider over real HTTP on loopback: discovery, authorisation with PKCE, signed tokens.

It signs in whoever the test says, without asking; what its tokens say can be bent.
"""

import json
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

CLIENT, SECRET = "ivr", "the-secret-of-the-tests"
KEY = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
STRANGERS_KEY = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
Bend = Callable[[dict[str, Any]], Any]


@dataclass
class IdentityProvider:
    """`who`: the claims of whoever signs in next; `bend` changes the whole token; `key` signs it."""

    address: str = ""
    who: dict[str, Any] = field(default_factory=dict)
    bend: Bend = dict
    key: RSAKey = field(default_factory=lambda: KEY)
    error: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def settings(self) -> dict[str, str]:
        return {"OIDC_ISSUER": self.address, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET}

    def signs_in(self, subject: str, email: str, *, verified: object = True, **more: Any) -> None:
        """Whoever comes next, with a token as it should be."""
        self.who = {"sub": subject, "email": email, "email_verified": verified, **more}
        self.bend, self.key, self.error = dict, KEY, ""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        answers = {
            "/.well-known/openid-configuration": self.configuration,
            "/authorize": self.authorize,
            "/token": self.token,
            "/keys": self.keys,
        }
        return answers[request.path](request)(environ, start_response)

    def configuration(self, request: Request) -> Response:
        return as_json(
            issuer=self.address,
            authorization_endpoint=f"{self.address}/authorize",
            token_endpoint=f"{self.address}/token",
            jwks_uri=f"{self.address}/keys",
            response_types_supported=["code"],
            id_token_signing_alg_values_supported=["RS256"],
        )

    def keys(self, request: Request) -> Response:
        return as_json(**KeySet([KEY]).as_dict(private=False))

    def authorize(self, request: Request) -> Response:
        """Back at once with a code, or with the error the test wants."""
        asked = request.args.to_dict()
        self.asked.append(asked)
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.asked)}"
        self.codes[code] = asked
        said = {"error": self.error} if self.error else {"code": code}
        back = urlencode({**said, "state": asked["state"]})
        return Response(status=302, headers={"Location": f"{asked['redirect_uri']}?{back}"})

    def token(self, request: Request) -> Response:
        """A code is good once, for the client that asked, from whoever has the verifier."""
        asked = self.codes.pop(request.form["code"])
        given = b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
        verifier = urlsafe_b64encode(sha256(request.form["code_verifier"].encode()).digest()).decode().rstrip("=")
        assert given == f"{CLIENT}:{SECRET}"
        assert verifier == asked["code_challenge"]
        assert request.form["redirect_uri"] == asked["redirect_uri"]
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **self.who}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, self.bend(claims), self.key)
        return as_json(access_token="for-nothing", token_type="Bearer", expires_in=300, id_token=signed)


def as_json(**said: Any) -> Response:
    return Response(json.dumps(said), mimetype="application/json")


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """The provider, answering at its address."""
    provider = IdentityProvider()
    server = make_server("127.0.0.1", 0, provider, threaded=True)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()
