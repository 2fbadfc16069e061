"""A small process that stops the embedded PostgreSQL when the program that started it is killed.

It holds the reading end of a pipe; the writing end closes with its owner, however that dies. A death signal of the
kernel would not do: it follows the thread that started the process, and there is none outside Linux.
"""

import subprocess
import sys

GUARD = """
import os, signal, sys
for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(ignored, signal.SIG_IGN)
if sys.stdin.buffer.read(1) == b"":
    try:
        os.kill(int(sys.argv[1]), signal.SIGINT)
    except ProcessLookupError:
        pass
"""


class Guard:
    """Watches over one server process (`pid`) until it is released."""

    def __init__(self, pid: int) -> None:
        command = [sys.executable, "-I", "-S", "-c", GUARD, str(pid)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, cwd="/", start_new_session=True)

    def release(self) -> None:
        """The server has ended in order: the guard goes without touching anything."""
        self._process.communicate(b"!")
