"""The live process for a test: its application and its listener, at the address of the web application."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from afterhours.services.live import CHANNEL
from ivr.store.listening import Listener
from webhooks.live.app import create_live
from webhooks.live.hub import Hub
from webhooks.pages.parts import Parts

STREAMS = 32


@contextmanager
def with_streams(app: Flask) -> Iterator[Any]:
    """`app` with the live process below /live, as a proxy puts the two together."""
    parts, hub = cast("Parts", app.extensions["ivr_parts"]), Hub(STREAMS)
    live = create_live(parts, hub)
    with Listener(parts.database.url, CHANNEL, hub.heard, hub.connected):
        try:
            yield DispatcherMiddleware(app, {"/live": below(live, "/live")})
        finally:
            hub.close()


def below(app: Any, path: str) -> Any:
    """`app` as it is asked by its whole address: the dispatcher has cut `path` off."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        return app({**environ, "SCRIPT_NAME": "", "PATH_INFO": path + environ["PATH_INFO"]}, start_response)

    return answer
