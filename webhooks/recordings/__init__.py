"""Recordings are heard: at the desk by those who may, and through the provider by the person who is paged."""

from flask import Flask

from webhooks.pages.parts import Parts
from webhooks.recordings.listening import LISTENING, listening_url
from webhooks.recordings.words import WORDS


def register(app: Flask, parts: Parts) -> None:  # noqa: ARG001 - every package of pages is registered alike
    """The addresses of recordings, and the way templates make them. `webhooks.signin` is registered before."""
    app.register_blueprint(LISTENING)
    app.register_blueprint(WORDS)
    app.jinja_env.globals["listening_url"] = listening_url
