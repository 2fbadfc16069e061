"""The page behind the link in a text: one person takes one emergency, and says later what became of it."""

from flask import Flask

from webhooks.accept.routes import ACCEPT
from webhooks.pages.parts import Parts


def register(app: Flask, parts: Parts) -> None:  # noqa: ARG001 - every package of pages is registered alike
    """`webhooks.pages` is registered before."""
    app.register_blueprint(ACCEPT)
