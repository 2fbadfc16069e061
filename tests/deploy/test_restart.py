"""An upgrade while calls go on: the web process is stopped and another one started, and no caller notices.

The processes are real ones, run as systemd runs them: the address is held by somebody else (`ivr-web.socket`) and
handed over as open file 3.
"""

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
os.execv(sys.executable, [sys.executable, "-m", "webhooks.cli", "serve", "--workers", "1"])
"""


@contextmanager
def serving(listening: socket.socket, given: Mapping[str, str]) -> Iterator[None]:
    """A web process at that socket; at the end it is told to stop, and what it is doing is finished first."""
    number = listening.fileno()
    command = [sys.executable, "-c", AS_SYSTEMD, str(number)]
    process = subprocess.Popen(command, cwd=PROJECT, env=for_children(**given), pass_fds=[number])
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


def wait_until_ready(listening: socket.socket) -> None:
    """The question waits at the socket until somebody serves."""
    host, port = listening.getsockname()
    connection = HTTPConnection(host, port, timeout=PATIENCE)
    connection.request("GET", "/health/ready")
    assert connection.getresponse().status == 200
    connection.close()


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
        with serving(listening, given):
            wait_until_ready(listening)
            caller = call(base).hears("9 1 1").presses("1").hears("burst water pipe")
        with serving(listening, given):
            caller.presses("1").hears("Where is it?").says("12 Main Street").presses("1").hangs_up()
        with parts.database.transaction() as session:
            (case,) = session.scalars(select(Case))
        parts.close()
    assert (case.location, case.recovered) == ("12 Main Street", False)
    assert not list((tmp_path / "spool").glob("*"))
