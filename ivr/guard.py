"""A small process that stops other processes when the program that started them is killed.

It holds the reading end of a pipe; the writing end closes with its owner, however that dies. A death signal of the
kernel would not do: it follows the thread that started the process, and there is none outside Linux.
"""

import signal
import subprocess
import sys

PATIENCE_SECONDS = 60
PROGRAM = """
import os, signal, sys, time
target, how, patience = map(int, sys.argv[1:])
def ended(pid):
    try:
        return open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False
for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(ignored, signal.SIG_IGN)
if sys.stdin.buffer.read(1) == b"":
    try:
        os.kill(target, how)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and not ended(abs(target)):
            time.sleep(0.1)
            os.kill(target, 0)
        os.kill(target, signal.SIGKILL)
    except ProcessLookupError:
        pass
"""


class Guard:
    """Watches over a process (`target`, its id) or a group (its id below zero) until it is released.

    When this program is gone the target gets the signal, and 60 seconds later SIGKILL if it is still there.
    """

    def __init__(self, target: int, how: signal.Signals) -> None:
        numbers = [str(target), str(int(how)), str(PATIENCE_SECONDS)]
        command = [sys.executable, "-I", "-S", "-c", PROGRAM, *numbers]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, cwd="/", start_new_session=True)

    @property
    def pid(self) -> int:
        """The guard's own process id."""
        return self._process.pid

    def release(self) -> None:
        """The process has ended in order: the guard goes without touching anything."""
        self._process.communicate(b"!")
