"""Puts a network behind HTTP: in a thread for tests (`serve`), or as a process of its own (`run`)."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from ivr.simulator.api import create_api
from ivr.simulator.clock import NetworkClock
from ivr.simulator.network import Network
from ivr.simulator.pacer import Pacer
from ivr.simulator.plans import Plan
from ivr.simulator.transport import HttpTransport

WORKERS = 16
POLL = 0.02


class QuietHandler(WSGIRequestHandler):
    """Logs no requests: the network's events say what happened."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_: object) -> None:
        return


@dataclass
class Served:
    """A network that is being served; `close` stops it."""

    url: str
    network: Network
    _server: BaseWSGIServer
    _thread: threading.Thread
    _pacer: Pacer | None = None

    def close(self) -> None:
        """Stops serving, and the pacer with it."""
        if self._pacer is not None:
            self._pacer.stop()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True)
class NumberSetting:
    """One number of `run`: E.164, the addresses it asks, and what it is called."""

    number: str
    voice_url: str
    voice_fallback_url: str = ""
    status_callback: str = ""
    sms_url: str = ""
    friendly_name: str = ""


def live_network(clock: NetworkClock, account_sid: str, auth_token: str) -> Network:
    """A network for live use: webhooks over HTTP in threads of their own, and callees that are led by hand."""
    workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="telephone-webhook")
    return Network(HttpTransport(), clock, account_sid, auth_token, workers=workers, default_plan=Plan("by-hand"))


def serve(network: Network, host: str = "127.0.0.1", port: int = 0, pacer: Pacer | None = None) -> Served:
    """Serves both APIs in a thread; port 0 takes a free one. A given pacer is started, and stopped by `close`.

    A network served over HTTP needs `workers` (see `live_network`), or a web server that calls the REST API while
    it answers a webhook waits for itself.
    """
    server = make_server(host, port, create_api(network, pacer), threaded=True, request_handler=QuietHandler)
    url = f"http://{host}:{server.port}"
    network.exchange.api_base = url
    thread = threading.Thread(target=server.serve_forever, args=(POLL,), name="telephone-api", daemon=True)
    thread.start()
    if pacer is not None:
        pacer.start()
    return Served(url, network, server, thread, pacer)


def run(
    bind: str,
    *,
    account_sid: str,
    auth_token: str,
    numbers: Iterable[NumberSetting],
    clock: NetworkClock,
    drives_clock: bool = True,
    ready: Callable[[str], None] = lambda _url: None,
    stop: threading.Event | None = None,
) -> None:
    """Serves a live network at `bind` (HOST:PORT) until `stop` is set, or the process ends; `ready` is told where."""
    host, _, port = bind.rpartition(":")
    network = live_network(clock, account_sid, auth_token)
    for one in numbers:
        network.add_number(
            one.number,
            one.voice_url,
            voice_fallback_url=one.voice_fallback_url,
            status_callback=one.status_callback,
            sms_url=one.sms_url,
            friendly_name=one.friendly_name,
        )
    with serve(network, host, int(port), Pacer(network, drives_clock=drives_clock)) as served:
        ready(served.url)
        (stop or threading.Event()).wait()
