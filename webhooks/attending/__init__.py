"""The bar of whoever takes calls, on every page of the desk: what they are, and the call that is offered to them."""

from flask import Flask

from webhooks.attending import handing  # noqa: F401 - it adds its routes
from webhooks.attending.bar import shown
from webhooks.attending.routes import ATTENDING
from webhooks.pages.parts import Parts


def register(app: Flask, parts: Parts) -> None:  # noqa: ARG001 - every package of pages is registered alike
    """`webhooks.pages` and `webhooks.signin` are registered before."""
    app.register_blueprint(ATTENDING)
    app.context_processor(shown)
