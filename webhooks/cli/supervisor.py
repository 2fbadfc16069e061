"""Runs the processes of `ivr run` and shows what they print; none of them outlives it.

Each child leads its own process group and has a guard, so that a terminal's Ctrl-C reaches them in order, and
SIGKILL of this program ends them too.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

import click

from ivr.guard import Guard

ASKED_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STOP_SECONDS = 10
COLOURS = ["cyan", "yellow", "green", "magenta", "blue"]


@dataclass(frozen=True)
class Child:
    """One running process and what belongs to it."""

    name: str
    process: subprocess.Popen[bytes]
    guard: Guard
    reader: threading.Thread


class Supervisor:
    """Starts children, waits for them, stops them. Also the owner of this program's signals, from `listen()` on."""

    def __init__(self, *, until_parent_ends: bool = False) -> None:
        self._children: list[Child] = []
        self._asked: int | None = None
        self._parent = os.getppid() if until_parent_ends else None
        self._printing = threading.Lock()

    def listen(self) -> None:
        """From here on SIGINT, SIGTERM and SIGHUP are a wish to stop, seen by `check()`."""
        for number in ASKED_TO_STOP:
            signal.signal(number, self._asked_by)

    def check(self) -> None:
        """Raises SystemExit when somebody asked to stop, or the parent that we follow has ended."""
        if self._asked is not None:
            raise SystemExit(128 + self._asked)
        if self._parent is not None and os.getppid() != self._parent:
            raise SystemExit(1)

    def start(self, name: str, command: str, environment: Mapping[str, str]) -> Child:
        """Start one line of a Procfile by the shell, its output shown under its name."""
        self.check()
        process = subprocess.Popen(
            ["/bin/sh", "-c", f"exec {command}"],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        colour = COLOURS[len(self._children) % len(COLOURS)]
        reader = threading.Thread(target=self._show, args=(process, f"{name:9} | ", colour), daemon=True)
        child = Child(name, process, Guard(-process.pid, signal.SIGTERM), reader)
        self._children.append(child)
        reader.start()
        return child

    def finish(self, child: Child) -> int:
        """Wait until a child that has an end has ended; its exit code."""
        while child.process.poll() is None:
            self.check()
            time.sleep(0.05)
        self._forget(child)
        return child.process.returncode

    def ended(self) -> Child | None:
        """A child that is no longer running, if there is one."""
        return next((child for child in self._children if child.process.poll() is not None), None)

    def wait(self) -> Child:
        """Wait until some child ends, and give it."""
        while (child := self.ended()) is None:
            self.check()
            time.sleep(0.2)
        return child

    def stop(self) -> None:
        """Ask every child to stop, and after ten seconds make it."""
        for child in self._children:
            signal_process(child.process.pid, signal.SIGTERM, alive=child.process.poll() is None)
        deadline = time.monotonic() + STOP_SECONDS
        for child in list(self._children):
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, deadline - time.monotonic()))
            self._forget(child)

    def _forget(self, child: Child) -> None:
        """Nothing of the child's group stays: its workers go with it."""
        signal_process(-child.process.pid, signal.SIGKILL)
        child.process.wait()
        child.guard.release()
        child.reader.join(timeout=2)
        self._children.remove(child)

    def _show(self, process: subprocess.Popen[bytes], prefix: str, colour: str) -> None:
        assert process.stdout is not None  # noqa: S101 - it was opened as a pipe
        label = click.style(prefix, fg=colour) if sys.stdout.isatty() else prefix
        with process.stdout as lines:
            for line in lines:
                self._print(label + line.decode(errors="replace").rstrip())

    def _print(self, line: str) -> None:
        with self._printing, suppress(OSError, ValueError):
            print(line, flush=True)

    def _asked_by(self, number: int, _: FrameType | None) -> None:
        self._asked = number


def signal_process(pid: int, how: signal.Signals, *, alive: bool = True) -> None:
    """Signal a process (or, below zero, a group) that may be gone already."""
    if alive:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, how)
