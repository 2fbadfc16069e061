"""The small process that stops others when their owner is gone."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from ivr.guard import Guard

OWNER = """
import signal, subprocess, sys
from ivr.guard import Guard
target = subprocess.Popen(["sleep", "600"], start_new_session=True)
guard = Guard(target.pid, signal.SIGTERM)
print(target.pid, guard.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def target() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["sleep", "600"]) as process:
        yield process
        process.kill()


def gone_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def test_a_released_guard_touches_nothing_and_is_gone(target: subprocess.Popen[bytes]) -> None:
    guard = Guard(target.pid, signal.SIGTERM)
    guard.release()
    assert target.poll() is None
    assert gone_within(guard.pid, 5)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=lambda how: how.name)
def test_when_the_owner_is_gone_so_are_the_target_and_the_guard(how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        target, guard = map(int, owner.stdout.readline().split())
        owner.send_signal(how)
        owner.wait()
    assert gone_within(target, 10)
    assert gone_within(guard, 10)
