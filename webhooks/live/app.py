"""The application of the live process: the stream, and whether the process lives. Nothing else is answered here."""

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

from ivr.errors import Unavailable
from webhooks.app import traced
from webhooks.health import live
from webhooks.live.hub import Hub
from webhooks.live.stream import LIVE
from webhooks.pages.parts import Parts


def create_live(parts: Parts, hub: Hub) -> Flask:
    """The application over `parts`; `hub` is fed by whoever listens to PostgreSQL."""
    app = Flask("webhooks", static_folder=None)
    if parts.settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=parts.settings.trusted_proxies)  # type: ignore[method-assign]
    app.extensions["ivr_parts"], app.extensions["ivr_hub"] = parts, hub
    app.register_blueprint(LIVE)
    app.add_url_rule("/health/live", "live_health", live)
    app.register_error_handler(Unavailable, away)
    app.wsgi_app = traced(app.wsgi_app)  # type: ignore[assignment, method-assign]
    return app


def away(_: Unavailable) -> Response:
    """The database is away: the browser polls, and comes back."""
    return Response("The data cannot be reached at the moment.\n", 503, mimetype="text/plain")
