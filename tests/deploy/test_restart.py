"""An upgrade while calls go on: the web process is stopped and another one started, and no caller notices.

The processes are real ones, run as systemd runs them: the address is held by somebody else (`ivr-web.socket`) and
handed over as open file 3.
"""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy import select

from afterhours.models import Case
from afterhours.parts import Parts
from afterhours.service_clock import ServiceClock
from ivr import settings
from ivr.clock import SteppedClock, SystemClock
from ivr.folders import PROJECT
from ivr.settings import for_children
from ivr.simulator.server import live_network
from ivr.simulator.story import Caller, ring
from tests.support.county import ACCOUNT, CALLFLOWS, MAIN, RESIDENT, SATURDAY_NIGHT, TOKEN, environment, furnish

pytestmark = [pytest.mark.database, pytest.mark.slow]

PATIENCE = 30
AS_SYSTEMD = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.executable, [sys.executable, "-m", "webhooks.cli", "serve", "--workers", "2"])
"""


@contextmanager
def serving(listening: socket.socket, given: Mapping[str, str], log: Path) -> Iterator[None]:
    """A web process at that socket; at the end it is told to stop, and what it is doing is finished first."""
    number = listening.fileno()
    command = [sys.executable, "-c", AS_SYSTEMD, str(number)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=PROJECT, env=for_children(**given), pass_fds=[number], stderr=out)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


def ask(listening: socket.socket, path: str, method: str = "GET", status: int = 200) -> str:
    """The question waits at the socket until somebody serves."""
    host, port = listening.getsockname()
    connection = HTTPConnection(host, port, timeout=PATIENCE)
    connection.request(method, path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    assert answer.status == status, text
    return text


def metric(listening: socket.socket, name: str) -> float:
    """A number of `/metrics`, by whichever worker happens to answer."""
    lines = ask(listening, "/metrics").splitlines()
    return float(next(line for line in lines if line.startswith(f"{name} ")).split()[1])


def call(base: str) -> Caller:
    network = live_network(SteppedClock(datetime.now(UTC)), ACCOUNT, TOKEN)
    network.add_number(MAIN, f"{base}/voice", voice_fallback_url="", status_callback=f"{base}/voice/status")
    return ring(network, from_=RESIDENT, to=MAIN)


def test_a_call_goes_on_while_the_web_process_is_replaced(database_url: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        given = environment(database_url, tmp_path, base)
        parts = Parts(settings.load(given))
        furnish(parts, CALLFLOWS)
        ServiceClock(parts.database, SystemClock()).set(SATURDAY_NIGHT)
        with serving(listening, given, tmp_path / "log"):
            ask(listening, "/health/ready")
            caller = call(base).hears("9 1 1").presses("1").hears("burst water pipe")
        with serving(listening, given, tmp_path / "log"):
            caller.presses("1").hears("Where is it?").says("12 Main Street").presses("1").hangs_up()
        with parts.database.transaction() as session:
            (case,) = session.scalars(select(Case))
        parts.close()
    assert (case.location, case.recovered) == ("12 Main Street", False)
    assert not list((tmp_path / "spool").glob("*"))


def test_every_worker_tells_what_all_of_them_counted_and_logs_json(database_url: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        given = environment(database_url, tmp_path, base)
        parts = Parts(settings.load(given))
        furnish(parts, CALLFLOWS)
        parts.close()
        with serving(listening, given, tmp_path / "log"):
            for _ in range(5):
                call(base).hangs_up()
            counted = {metric(listening, 'ivr_turns_total{route="voice"}') for _ in range(12)}
            in_progress = metric(listening, "ivr_calls_in_progress")
            assert ask(listening, "/voice", "POST", 403) == ""
    assert counted == {5.0}
    assert in_progress == 0
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert any(line["message"].startswith("a request without a valid signature") for line in lines)
