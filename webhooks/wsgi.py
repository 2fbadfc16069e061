"""The application for gunicorn, made in each worker after the fork."""

import logging

from flask import Flask

from afterhours.parts import Parts, build
from ivr import logs, settings
from ivr.errors import IvrError
from webhooks.app import create_app

log = logging.getLogger(__name__)


def application() -> Flask:
    """Settings from the environment. Raises BadSetting with every fault."""
    chosen = settings.load()
    logs.set_up(chosen.log_level)
    parts = build(chosen)
    prepare(parts)
    return create_app(parts)


def prepare(parts: Parts) -> None:
    """A machine has its snapshot before its first caller, whether a scheduler runs beside it or not."""
    try:
        parts.snapshots.refresh()
    except (IvrError, OSError) as error:
        log.warning("the snapshot could not be refreshed at the start: %s", type(error).__name__)
