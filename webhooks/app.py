"""The web application: every door to the outside, in one list."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from webhooks import desk, errors, health, pages, signin
from webhooks.parts import Parts
from webhooks.phone import register as register_phone
from webhooks.voice.messages import MESSAGES
from webhooks.voice.reports import REPORTS
from webhooks.voice.routes import VOICE

LARGEST_REQUEST = 1_000_000
"""Bytes; the provider's forms are below 10 kB, an import is a command and not a page."""


def create_app(parts: Parts) -> Flask:
    """The application over `parts`; nothing is asked of the database before the first request."""
    app = Flask("webhooks", static_folder="static")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    if parts.settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=parts.settings.trusted_proxies)  # type: ignore[method-assign]
    errors.register(app)
    pages.register(app, parts)
    signin.register(app, parts)
    desk.register(app, parts)
    for group in (VOICE, REPORTS, MESSAGES, health.HEALTH):
        app.register_blueprint(group)
    if parts.settings.simulated:
        register_phone(app, parts)
    return app
