"""The library's part of signing in by the county's identity provider (OpenID Connect).

Authlib leads the exchange: discovery, state, nonce, PKCE, the token's signature. What it is told to insist on is here.
It is imported when somebody goes to the provider: it costs 17 MB and two tenths of a second, which no call needs.
"""

import logging
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client.errors import MismatchingStateError
from authlib.integrations.flask_client import OAuth
from flask import Flask
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from ivr.settings import Settings
from webhooks.signin.provider import ANSWER, AWAY, CANCELLED, STATE, Claimed, NotSignedIn, claimed

LOG = logging.getLogger(__name__)
NAME = "provider"
KEPT = "ivr.provider"
SECONDS = 5
REFUSED = (AuthlibBaseError, JoseError, KeyError, ValueError, RuntimeError)
"""What the libraries raise for an answer that is no good."""


def to_provider(app: Flask, settings: Settings, back: str, *, again: bool) -> Response:
    """To the provider's own page; `again` asks it for a sign-in also of whoever is signed in there. Raises
    NotSignedIn."""
    more = {"prompt": "login"} if again else {}
    try:
        response: Response = client_of(app, settings).authorize_redirect(back, **more)
    except (RequestException, *REFUSED):
        raise NotSignedIn(AWAY) from None
    return response


def who_came(app: Flask, settings: Settings) -> Claimed:
    """Who the provider says has come back with this request. Raises NotSignedIn."""
    try:
        return claimed(client_of(app, settings).authorize_access_token(claims_options=insisted(settings)))
    except RequestException:
        raise NotSignedIn(AWAY) from None
    except MismatchingStateError:
        raise NotSignedIn(STATE) from None
    except REFUSED as error:
        LOG.warning("an answer of the identity provider is refused: %s", type(error).__name__)
        raise NotSignedIn(CANCELLED if getattr(error, "error", "") == "access_denied" else ANSWER) from None


def client_of(app: Flask, settings: Settings) -> Any:
    """Authlib's client, which remembers what the provider says of itself; made for whoever comes first."""
    return app.extensions.get(KEPT) or app.extensions.setdefault(KEPT, made(app, settings))


def made(app: Flask, settings: Settings) -> Any:
    """Nothing is asked of the provider by this."""
    return OAuth(app).register(
        NAME,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "default_timeout": SECONDS,
        },
    )


def insisted(settings: Settings) -> dict[str, Any]:
    """What a token must say, beside what every token must: from whom, and for whom alone."""
    return {
        "iss": {"essential": True, "values": [settings.oidc_issuer]},
        "aud": {"essential": True, "values": [settings.oidc_client_id]},
        "sub": {"essential": True},
    }
