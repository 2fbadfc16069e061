"""A small process that stops other processes when the program that started them is killed.

It holds the reading end of a pipe; the writing end closes with its owner, however that dies. A death signal of the
kernel would not do: it follows the thread that started the process, and there is none outside Linux.
"""

import signal
import subprocess
import sys

PROGRAM = """
import os, signal, sys
for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(ignored, signal.SIG_IGN)
if sys.stdin.buffer.read(1) == b"":
    try:
        os.kill(int(sys.argv[1]), int(sys.argv[2]))
    except ProcessLookupError:
        pass
"""


class Guard:
    """Watches over one process until it is released; `pid` gets the signal when this program is gone."""

    def __init__(self, pid: int, how: signal.Signals) -> None:
        command = [sys.executable, "-I", "-S", "-c", PROGRAM, str(pid), str(int(how))]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, cwd="/", start_new_session=True)

    def release(self) -> None:
        """The process has ended in order: the guard goes without touching anything."""
        self._process.communicate(b"!")
