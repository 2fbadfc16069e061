"""A web server under measurement: started with the service's own gunicorn options, watched, and always stopped."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter, sleep
from typing import Any

import psutil

from bench.connection import Connection
from bench.county import County
from bench.phone import BareCall, Call, Requests
from ivr import settings
from ivr.folders import PROJECT
from ivr.guard import Guard
from webhooks.cli.processes import serving

WORKERS, THREADS = 2, 8
START_SECONDS, STOP_SECONDS = 60, 15
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Memory:
    """MB of one worker: `resident` with what it shares, `own` with its part of what is shared (None where unknown)."""

    resident: float
    own: float | None


@dataclass(frozen=True)
class Served:
    """One gunicorn with two workers. `first_answer`: seconds from its start to its first answer."""

    port: int
    master: psutil.Process
    first_answer: float

    def workers(self) -> list[psutil.Process]:
        return self.master.children()

    def processor_seconds(self) -> float:
        """What the workers have used until now, user and system."""
        return sum(sum(worker.cpu_times()[:2]) for worker in self.workers())

    def memory(self) -> Memory:
        """Of the larger worker."""
        sizes = [worker.memory_full_info() for worker in self.workers()]
        own = [size.pss / MEGABYTE for size in sizes if hasattr(size, "pss")]
        return Memory(max(size.rss for size in sizes) / MEGABYTE, max(own, default=None))


@contextmanager
def service(county: County) -> Iterator[Served]:
    """The whole service over the county's database."""
    port = free_port()
    bound = ["--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--threads", str(THREADS)]
    command = [sys.executable, "-m", "webhooks.cli", "serve", *bound]
    with started(command, county.environment(port), port, Call(county.address(port), port)) as served:
        yield served


@contextmanager
def bare() -> Iterator[Served]:
    """The bare route."""
    port = free_port()
    command = [sys.executable, "-m", "bench.bare", json.dumps(options(port))]
    with started(command, settings.for_children(), port, BareCall(0)) as served:
        yield served


def options(port: int) -> dict[str, object]:
    """The service's, but for its own way of logging: nothing is logged here."""
    theirs = serving(f"127.0.0.1:{port}", WORKERS, THREADS)
    return {name: value for name, value in theirs.items() if not isinstance(value, type)}


@contextmanager
def started(command: list[str], environment: dict[str, str], port: int, first: Requests) -> Iterator[Served]:
    """Start, ask the first question until it is answered, and stop at the end, whatever happens."""
    since = perf_counter()
    process = subprocess.Popen(command, env=environment, cwd=PROJECT, start_new_session=True)
    guard = Guard(-process.pid, signal.SIGTERM)
    try:
        wait_for_answer(process, port, first)
        yield Served(port, psutil.Process(process.pid), perf_counter() - since)
    finally:
        stop(process)
        guard.release()


def wait_for_answer(process: "subprocess.Popen[bytes]", port: int, first: Requests) -> None:
    deadline = perf_counter() + START_SECONDS
    while not answered(port, first):
        if process.poll() is not None or perf_counter() > deadline:
            raise SystemExit(f"The web server on port {port} does not answer; what it printed is above.")
        sleep(0.01)


def wait_for_port(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Until somebody listens there."""
    deadline = perf_counter() + START_SECONDS
    while True:
        try:
            return Connection(port).close()
        except ConnectionRefusedError:
            if process.poll() is not None or perf_counter() > deadline:
                raise SystemExit(f"The process on port {port} does not answer; what it printed is above.") from None
            sleep(0.05)


def answered(port: int, first: Requests) -> bool:
    """Whether the server answers. One that listens but has not loaded its application yet lets us wait."""
    try:
        connection = Connection(port)
    except ConnectionRefusedError:
        return False
    connection.socket.settimeout(START_SECONDS)
    first.hear(*connection.ask(first.request()))
    connection.close()
    return True


def stop(process: "subprocess.Popen[Any]") -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
