"""The service as it is run: `ivr serve`, gunicorn with its worker processes, over a database; asked over HTTP."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from ivr.folders import PROJECT
from tests.support.county import TOKEN, environment
from tests.support.door import a_form
from tests.support.saboteur import AFTER, BEFORE

PATIENCE = 30.0


@dataclass
class Served:
    """The service at `base`. `order` is the file that lets a worker die at a marked point."""

    base: str
    order: Path
    process: "subprocess.Popen[bytes]"

    def post(self, path: str, form: Mapping[str, str]) -> requests.Response:
        """One signed request; raises requests.ConnectionError when nobody answers."""
        url = self.base + path.removeprefix(self.base)
        headers = {"X-Twilio-Signature": str(RequestValidator(TOKEN).compute_signature(url, dict(form)))}
        return requests.post(url, data=form, headers=headers, timeout=15)

    def call(self, path: str, sid: str, **extras: str) -> requests.Response:
        return self.post(path, a_form(sid, **extras))

    def dies(self, point: str) -> None:
        """The next worker that writes a turn is killed there."""
        assert point in (BEFORE, AFTER)
        partial = self.order.with_suffix(".partial")
        partial.write_text(point)
        partial.rename(self.order)

    def get(self, path: str) -> requests.Response:
        return requests.get(self.base + path, timeout=15)


@contextmanager
def served(database_url: str, var: Path, workers: int = 2, **changes: str) -> Iterator[Served]:
    """`ivr serve` in a process of its own, stopped at the end."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    order = var / "die"
    command = [sys.executable, "-m", "tests.support.saboteur", str(order), "serve"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    surroundings = {**os.environ, **environment(database_url, var, base), **changes}
    with (var / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=PROJECT, env=surroundings, stdout=log, stderr=log)
        try:
            answers(f"{base}/health/live", process)
            yield Served(base, order, process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def answers(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Waits until the address answers."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            requests.get(url, timeout=5).raise_for_status()
        except requests.RequestException:
            assert process.poll() is None, "the service has stopped"
            assert time.monotonic() < until, "the service does not answer"
            time.sleep(0.05)
        else:
            return


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
