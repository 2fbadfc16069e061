"""Only the provider comes in: one check for a whole group of routes, before anything else is read."""

import logging

from flask import Blueprint, Response, request

from ivr.twiml.signature import check, public_address
from webhooks.measures import REFUSED_SIGNATURES
from webhooks.voice.parts import of_app

log = logging.getLogger(__name__)


def provider_only(group: Blueprint) -> Blueprint:
    """Every route of `group`, present and future, answers 403 to anything the provider has not signed."""
    group.before_request(admit)
    return group


def admit() -> Response | None:
    """Nothing for a signed request, 403 for any other. The address is PUBLIC_URL's, whatever proxies made of it."""
    settings = of_app().settings
    url = public_address(settings.public_url, request.path, request.query_string.decode("latin-1"))
    body = request.get_data() if request.is_json else request.form
    if check(url, body, request.headers.get("X-Twilio-Signature"), settings.twilio_auth_tokens):
        return None
    REFUSED_SIGNATURES.inc()
    log.warning("a request without a valid signature was refused: %s", request.endpoint)
    return Response("", 403)
