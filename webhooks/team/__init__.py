"""The team: an organisation's people, let in and ended by whoever leads them, within what agents.yaml allows."""

from flask import Flask

from webhooks.pages.parts import Parts
from webhooks.team.routes import TEAM


def register(app: Flask, parts: Parts) -> None:  # noqa: ARG001 - every package of pages is registered alike
    """`webhooks.pages` and `webhooks.signin` are registered before."""
    app.register_blueprint(TEAM)
