"""The application for gunicorn, made in each worker after the fork."""

from afterhours.parts import build
from flask import Flask

from ivr import logs, settings
from webhooks.app import create_app


def application() -> Flask:
    """Settings from the environment. Raises BadSetting with every fault."""
    chosen = settings.load()
    logs.set_up(chosen.log_level)
    return create_app(build(chosen))
