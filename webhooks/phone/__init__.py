"""The demo telephone, the shop window. It exists only while the telephone is simulated."""

from flask import Flask

from webhooks.pages.parts import Parts


def register(app: Flask, parts: Parts) -> None:
    """The page /phone and what it asks; `webhooks.pages` and `webhooks.signin` are registered before."""
    if parts.settings.simulated:
        from webhooks.phone.routes import PHONE

        app.register_blueprint(PHONE)
