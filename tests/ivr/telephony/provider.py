"""A provider's REST interface, just large enough to be asked: it keeps what it is sent and answers what it is told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Thread
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from ivr.telephony.port import NumberAddresses, Telephony

ACCOUNT, TOKEN = "AC" + "1" * 32, "a-token-of-the-tests"
ROOT = f"/2010-04-01/Accounts/{ACCOUNT}"
NUMBER = "+15195550100"
ADDRESSES = NumberAddresses(
    voice="https://311.example/voice",
    fallback="https://elsewhere.example/main.xml",
    status="https://311.example/voice/status",
    text="https://311.example/messages",
)
AT = datetime(2026, 11, 14, 7, 15, tzinfo=UTC)
MAIL = "%a, %d %b %Y %H:%M:%S +0000"


@dataclass
class Provider:
    """`answers`: (method, path within the account) -> status and JSON or bytes; `asked`: what came, in order.

    `promises`: a length that is told instead of the true one.
    """

    base: str = ""
    promises: int | None = None
    answers: dict[tuple[str, str], list[tuple[int, Any]]] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    def answer(self, method: str, path: str, body: Any, status: int = 200) -> None:
        """The next answer to this request; the last one given stays."""
        self.answers.setdefault((method, path), []).append((status, body))

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        request.form.to_dict()
        self.asked.append(request)
        status, body = self.answer_to(request)
        sound = isinstance(body, bytes)
        content = body if sound else json.dumps(body)
        answer = Response(content, status, mimetype="audio/x-wav" if sound else "application/json")
        if self.promises is not None:
            answer.headers["Content-Length"] = str(self.promises)
        return answer(environ, start_response)

    def answer_to(self, request: Request) -> tuple[int, Any]:
        if request.authorization is None or request.authorization.password != TOKEN:
            return 401, {"code": 20003, "message": "Authenticate", "status": 401}
        queue = self.answers.get((request.method, request.path.removeprefix(ROOT)))
        if not queue:
            return 404, {"code": 20404, "message": "The requested resource was not found", "status": 404}
        return queue.pop(0) if len(queue) > 1 else queue[0]


class Quiet(WSGIRequestHandler):
    """Says nothing about requests."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def serving() -> Iterator[Provider]:
    """The provider on a free port of this machine."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider, threaded=False, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    provider.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def own_number(**changes: Any) -> dict[str, Any]:
    return {
        "sid": "PN1",
        "phone_number": NUMBER,
        "friendly_name": "Main line",
        "voice_url": ADDRESSES.voice,
        "voice_method": "POST",
        "voice_fallback_url": ADDRESSES.fallback,
        "voice_fallback_method": "GET",
        "status_callback": ADDRESSES.status,
        "status_callback_method": "POST",
        "sms_url": ADDRESSES.text,
        "sms_method": "POST",
        "voice_application_sid": "",
        "capabilities": {"voice": True, "sms": False},
    } | changes


def fetched(telephony: Telephony, recording: str) -> tuple[bytes, str]:
    with telephony.recording(recording) as sound:
        return b"".join(sound.chunks), sound.kind
