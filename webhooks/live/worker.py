"""gunicorn's side of the live process: a worker with a thread for each stream, and its hub."""

from types import FrameType

from flask import Flask
from gunicorn.workers.gthread import ThreadWorker

from afterhours.parts import build
from afterhours.services.live import CHANNEL
from ivr import logs, settings
from ivr.store.listening import Listener
from webhooks.live.app import create_live
from webhooks.live.hub import Hub

SPARE_THREADS = 8
"""Beside the streams: for health checks, and for saying that there is no room."""
HUBS: list[Hub] = []
"""The hub of this process, for its worker."""


class LiveWorker(ThreadWorker):  # type: ignore[misc]
    """Lets go of its streams when it is told to stop; otherwise it would wait for people to go home."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        for hub in HUBS:
            hub.close()
        super().handle_exit(sig, frame)

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        for hub in HUBS:
            hub.close()
        super().handle_quit(sig, frame)


def application(threads: int) -> Flask:
    """Made in the worker, after the fork: its hub is fed by the process's one listening connection."""
    chosen = settings.load()
    logs.set_up(chosen.log_level)
    parts, hub = build(chosen), Hub(threads - SPARE_THREADS)
    HUBS.append(hub)
    Listener(parts.database.url, CHANNEL, hub.heard, hub.connected).start()
    return create_live(parts, hub)
