"""The processes of `ivr run`: shown, waited for, stopped, and never left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from webhooks.cli.supervisor import Supervisor

ENVIRONMENT = {"PATH": os.environ["PATH"], "GREETING": "good night"}
LEADER = """
import os, sys
from webhooks.cli.supervisor import Supervisor
supervisor = Supervisor(until_parent_ends=len(sys.argv) > 1)
supervisor.listen()
try:
    child = supervisor.start("sleeper", "sh -c 'sleep 600 & echo $! && wait'", dict(os.environ))
    supervisor.wait()
finally:
    supervisor.stop()
"""


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    made = Supervisor()
    yield made
    made.stop()


@pytest.fixture
def leader() -> Iterator[subprocess.Popen[str]]:
    """A program of its own that leads one child with one grandchild."""
    with subprocess.Popen([sys.executable, "-c", LEADER], stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def grandchild_of(leader: subprocess.Popen[str]) -> psutil.Process:
    assert leader.stdout is not None
    return psutil.Process(int(leader.stdout.readline().split("|")[1]))


def gone(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def eventually(holds: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


def test_what_a_child_prints_is_shown_under_its_name(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
) -> None:
    child = supervisor.start("web", 'echo "$GREETING ${PORT:-8311}"', ENVIRONMENT)
    assert supervisor.finish(child) == 0
    assert capsys.readouterr().out == "web       | good night 8311\n"


@pytest.mark.parametrize("code", [0, 1, 3], ids=lambda code: f"exit-{code}")
def test_a_command_with_an_end_gives_its_exit_code(supervisor: Supervisor, code: int) -> None:
    assert supervisor.finish(supervisor.start("release", f"sh -c 'exit {code}'", ENVIRONMENT)) == code


def test_the_child_that_ends_first_is_named(supervisor: Supervisor) -> None:
    supervisor.start("web", "sleep 600", ENVIRONMENT)
    supervisor.start("scheduler", "true", ENVIRONMENT)
    assert supervisor.wait().name == "scheduler"


def test_stopping_ends_children_and_their_children(supervisor: Supervisor, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    child = supervisor.start("web", f"sh -c 'sleep 600 & echo $! > {note} && wait'", ENVIRONMENT)
    assert eventually(lambda: note.exists() and note.read_text().endswith("\n"))
    grandchild = psutil.Process(int(note.read_text()))
    supervisor.stop()
    assert child.process.returncode == -signal.SIGTERM
    assert eventually(lambda: gone(grandchild))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda how: how.name)
def test_a_signal_to_the_leader_ends_everything(leader: subprocess.Popen[str], how: signal.Signals) -> None:
    grandchild = grandchild_of(leader)
    leader.send_signal(how)
    assert leader.wait(20) == 128 + how
    assert eventually(lambda: gone(grandchild))


def test_killing_the_leader_ends_its_children(leader: subprocess.Popen[str]) -> None:
    grandchild = grandchild_of(leader)
    parent = grandchild.parent()
    assert parent is not None
    leader.kill()
    leader.wait()
    assert eventually(lambda: gone(parent))
    assert eventually(lambda: gone(grandchild))
