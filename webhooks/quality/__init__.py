"""Quality: a few calls of each agent are heard and assessed; they read it, and whoever leads them sees the results."""

from flask import Flask

from webhooks.pages.parts import Parts
from webhooks.quality.routes import QUALITY


def register(app: Flask, parts: Parts) -> None:  # noqa: ARG001 - every package of pages is registered alike
    """`webhooks.pages`, `webhooks.signin` and `webhooks.recordings` are registered before."""
    app.register_blueprint(QUALITY)
