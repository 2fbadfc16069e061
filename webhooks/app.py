"""The web application: every door to the outside, in one list."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from ivr.logs import trace
from webhooks import (
    accept,
    account,
    attending,
    calendars,
    desk,
    errors,
    figures,
    health,
    pages,
    pop,
    quality,
    recordings,
    signin,
    team,
)
from webhooks.parts import Parts
from webhooks.phone import register as register_phone
from webhooks.voice.checks import CHECKS
from webhooks.voice.leg_reports import LEG_REPORTS
from webhooks.voice.messages import MESSAGES
from webhooks.voice.reports import REPORTS
from webhooks.voice.routes import VOICE
from webhooks.voice.text_reports import TEXT_REPORTS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST_REQUEST = 1_000_000
"""Bytes; the provider's forms are below 10 kB, an import is a command and not a page."""
QUERY_MARKS = "!$%&'()*+,-./:;=?@_~"


def create_app(parts: Parts) -> Flask:
    """The application over `parts`; nothing is asked of the database before the first request."""
    app = Flask("webhooks", static_folder="static")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    if parts.settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=parts.settings.trusted_proxies)  # type: ignore[method-assign]
    errors.register(app)
    pages.register(app, parts)
    signin.register(app, parts)
    account.register(app, parts)
    desk.register(app, parts)
    attending.register(app, parts)
    recordings.register(app, parts)
    team.register(app, parts)
    quality.register(app, parts)
    figures.register(app, parts)
    accept.register(app, parts)
    pop.register(app, parts)
    for group in (VOICE, LEG_REPORTS, CHECKS, REPORTS, MESSAGES, TEXT_REPORTS, calendars.CALENDARS, health.HEALTH):
        app.register_blueprint(group)
    if parts.settings.simulated:
        register_phone(app, parts)
    app.wsgi_app = traced(app.wsgi_app)  # type: ignore[assignment, method-assign]
    return app


def traced(inner: "WSGIApplication") -> "WSGIApplication":
    """What is logged during a request carries its traces, also when the request fails; the next begins without any."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ["QUERY_STRING"] = as_text(environ.get("QUERY_STRING", ""))
        with trace():
            return inner(environ, start_response)

    return answer


def as_text(query: str) -> str:
    """A query with raw bytes in it, as a browser would have written it: no byte may break what reads it."""
    return query if query.isascii() else quote(query, safe=QUERY_MARKS, encoding="latin-1")
