"""The page behind a screen-pop link: a pointer to the call that was offered, for one agent who is signed in."""

from flask import Flask

from webhooks.pages.parts import Parts
from webhooks.pop.routes import POP


def register(app: Flask, parts: Parts) -> None:  # noqa: ARG001 - every package of pages is registered alike
    """`webhooks.pages` and `webhooks.signin` are registered before."""
    app.register_blueprint(POP)
