"""`GET /live/desk`: one desk's stream of server-sent events, for as long as its session holds."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from select import POLLIN, poll
from socket import MSG_DONTWAIT, MSG_PEEK, socket
from typing import Any, cast
from urllib.parse import urlsplit

import orjson
from flask import Blueprint, Response, abort, current_app, request, stream_with_context

from ivr.errors import DatabaseGone
from webhooks.live.audience import Audience
from webhooks.live.hub import Hub, Seat
from webhooks.pages.parts import Parts, of_app
from webhooks.signin.visitor import recognise

LIVE = Blueprint("live", __name__)
LOOK_UP_SECONDS = 1
"""So often a stream that hears nothing looks whether its browser is still there."""
HEARTBEAT_SECONDS = 15
"""A proxy and a browser take a stream that says nothing for dead."""
ASKED_AGAIN = timedelta(minutes=1)
"""So often it is asked whether the session still holds, and what its user may hear."""
RETRY = "retry: 2000\n\n"
"""Milliseconds after which a browser comes back."""
AS_STREAM = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Vary": "Origin"}


@LIVE.get("/live/desk")
def desk() -> Response:
    """401 without a session, 403 for a page of somebody else, 503 when there is no room; otherwise it goes on."""
    headers = allowed(request.headers.get("Origin"), of_app())
    visitor = recognise(present=False)
    if visitor is None:
        abort(401)
    seat = hub_of_app().take_seat(Audience.of(visitor))
    if seat is None:
        abort(503)
    events = stream_with_context(stream(seat, of_app()))
    response = Response(events, mimetype="text/event-stream", headers=AS_STREAM | headers)
    response.call_on_close(partial(hub_of_app().give_back, seat))
    return response


def allowed(origin: str | None, parts: Parts) -> dict[str, str]:
    """The headers by which a page of ours at another port may read the stream. Aborts for pages of others."""
    own = {origin_of(parts.settings.public_url), origin_of(request.host_url)}
    if origin is not None and origin not in own:
        abort(403)
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"} if origin else {}


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def stream(seat: Seat, parts: Parts) -> Iterator[str]:
    """The events, until the session is over, the process ends or the database is away: then a browser comes back."""
    yield RETRY
    asked, quiet = parts.real_clock.now(), 0
    while (new := seat.take(LOOK_UP_SECONDS)) is not None and not has_gone(request.environ):
        quiet = 0 if new else quiet + LOOK_UP_SECONDS
        if parts.real_clock.now() - asked >= ASKED_AGAIN:
            try:
                visitor = recognise(present=False)
            except DatabaseGone:
                return
            if visitor is None:
                yield event("over", None)
                return
            seat.audience, asked = Audience.of(visitor), parts.real_clock.now()
        if new:
            yield "".join(event(kind, what) for kind, what in new)
        elif quiet >= HEARTBEAT_SECONDS:
            quiet = 0
            yield event("here", None)


def has_gone(environ: Mapping[str, Any]) -> bool:
    """Whether the browser has closed its end: each page that is left would otherwise hold its thread to the next
    heartbeat, and writing tells only at the second one."""
    connection: socket | None = environ.get("gunicorn.socket") or environ.get("werkzeug.socket")
    if connection is None:
        return False
    sockets = poll()
    try:
        sockets.register(connection, POLLIN)
        return bool(sockets.poll(0)) and not connection.recv(1, MSG_PEEK | MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except (OSError, ValueError):
        return True


def event(kind: str, what: str | None) -> str:
    """offer, presence, queue, emergency, case: something of it changed. look: look at everything again. here: the
    stream lives. over: the session does not hold any more."""
    data = orjson.dumps({"id": what} if what else {}).decode()
    return f"event: {kind}\ndata: {data}\n\n"


def hub_of_app() -> Hub:
    return cast("Hub", current_app.extensions["ivr_hub"])
