"""Figures: how many called, waited and were answered, for those who see no case."""

from flask import Flask

from webhooks.figures.routes import FIGURES
from webhooks.pages.parts import Parts


def register(app: Flask, parts: Parts) -> None:  # noqa: ARG001 - every package of pages is registered alike
    """`webhooks.pages` and `webhooks.signin` are registered before."""
    app.register_blueprint(FIGURES)
