"""A provider's memory in front of a simulated telephone network that may be killed: calls it has accepted stay known.

The network's own process forgets everything when it dies; a real provider does not. So the service asks this, which
passes everything on, writes down each call that was accepted, and answers questions about calls from what it wrote.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any
from uuid import UUID

import requests
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from ivr.clock import Clock
from ivr.simulator.server import QuietHandler

PASS_ON_SECONDS = 4
LATENCY_SECONDS = 0.05
"""Between a call's acceptance and the answer that says so: the moment in which a process may die."""
HOP_BY_HOP = ("host", "content-length", "connection")


@dataclass
class Ledger:
    """`behind`: where the network is; `clock`: the service's. `calls`: what was accepted, in order, as JSON."""

    behind: str
    clock: Clock
    url: str = ""
    calls: list[dict[str, Any]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def dials(self) -> list[UUID]:
        """The attempt of every call to a person that was accepted."""
        with self._lock:
            urls = [call["asked"] for call in self.calls if "/voice/leg/" in call["asked"]]
        return [UUID(url.rsplit("/", 2)[1]) for url in urls]

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        asks_for_calls = request.path.endswith("/Calls.json")
        if asks_for_calls and request.method == "GET":
            answer = self._listed(request)
        else:
            answer = self._passed_on(request, accepts=asks_for_calls)
        return answer(environ, start_response)

    def _passed_on(self, request: Request, *, accepts: bool) -> Response:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP}
        url = self.behind + request.full_path.rstrip("?")
        body = request.get_data()
        try:
            found = requests.request(request.method, url, data=body, headers=headers, timeout=PASS_ON_SECONDS)
        except requests.RequestException:
            return Response(json.dumps({"code": 503, "message": "out of order", "status": 503}), 503)
        if accepts and found.status_code == 201:
            self._write_down(found.json(), request)
        return Response(found.content, found.status_code, content_type=found.headers.get("Content-Type"))

    def _write_down(self, call: dict[str, Any], request: Request) -> None:
        with self._lock:
            self.calls.append({**call, "asked": request.form["Url"]})
        threading.Event().wait(LATENCY_SECONDS)

    def _listed(self, request: Request) -> Response:
        to = request.args.get("To", "")
        with self._lock:
            found = [call for call in self.calls if call["to"] == to]
        rows = [self._as_it_is(call, request) for call in reversed(found)]
        page = {"calls": rows, "page": 0, "page_size": len(rows), "next_page_uri": None, "uri": request.path}
        return Response(json.dumps(page), mimetype="application/json")

    def _as_it_is(self, call: dict[str, Any], request: Request) -> dict[str, Any]:
        """A call the network has forgotten came to nothing."""
        url = self.behind + request.path.replace("/Calls.json", f"/Calls/{call['sid']}.json")
        headers = {"Authorization": request.headers.get("Authorization", "")}
        now = {"date_updated": format_datetime(self.clock.now())}
        try:
            found = requests.get(url, headers=headers, timeout=PASS_ON_SECONDS)
        except requests.RequestException:
            return {**call, **now, "status": "failed"}
        return {**call, **now, "status": found.json()["status"] if found.status_code == 200 else "failed"}


@contextmanager
def ledger(behind: str, clock: Clock) -> Iterator[Ledger]:
    """Served in a thread of this process, which nobody kills."""
    book = Ledger(behind, clock)
    server = make_server("127.0.0.1", 0, book, threaded=True, request_handler=QuietHandler)
    book.url = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield book
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
