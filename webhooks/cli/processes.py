"""The long-running processes: web, live, scheduler, and the simulated telephone."""

import gc
import logging
import multiprocessing
import shutil
from collections.abc import Callable
from functools import partial
from importlib import import_module
from tempfile import mkdtemp
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from ivr import logs, settings
from ivr.logs import without_links
from ivr.store.database import POOL_SIZE

THREADS = POOL_SIZE
THREADS_HELP = "Threads in each process; each turn holds one of as many database connections."
TURN_SECONDS = 5
MOST_WORKERS = 4
SHARED = ("webhooks.wsgi", "holidays.countries")
"""The application, and what it imports as soon as it reads a calendar: each worker would do so for itself."""
STREAMS = 256
"""A thread each; a thread that only waits costs some tens of kilobytes."""


class _Lines(Logger):  # type: ignore[misc]
    """gunicorn's own words go the way of all others: JSON, and no address of whoever asked."""

    def setup(self, cfg: object) -> None:  # noqa: ARG002 - gunicorn calls it so
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)

    def atoms(self, *given: Any) -> dict[str, Any]:
        """For whoever switches an access log on: no line of it holds a link that opens something."""
        told: dict[str, Any] = super().atoms(*given)
        return {name: without_links(value) if isinstance(value, str) else value for name, value in told.items()}


def _web() -> object:
    from webhooks.wsgi import application

    return application()


def _streams(threads: int) -> object:
    from webhooks.live.worker import application

    return application(threads)


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with this program's options; each worker builds its own parts after the fork."""

    def __init__(self, options: dict[str, object], make: Callable[[], object] = _web) -> None:
        self._options, self._make = options, make
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        return self._make()


@click.command()
@click.option("--bind", default="127.0.0.1:8311", show_default=True, help="HOST:PORT, or several with commas.")
@click.option("--workers", type=int, help="Processes; by default one for each processor, at most 4.")
@click.option("--threads", type=click.IntRange(1, THREADS), default=THREADS, show_default=True, help=THREADS_HELP)
def serve(bind: str, workers: int | None, threads: int) -> None:
    """Answer the provider and show the pages.

    What they need is imported once, before the workers are made: they share its memory, and count together.
    """
    logs.set_up(settings.load().log_level)
    counted = mkdtemp(prefix="ivr-metrics-")
    settings.tell_library("PROMETHEUS_MULTIPROC_DIR", counted)
    for each in SHARED:
        import_module(each)
    gc.freeze()  # or each worker's first collection would write to, and so copy, what they share
    _Server({**serving(bind, workers, threads), "on_exit": partial(_forget, counted)}).run()


def _forget(counted: str, arbiter: object) -> None:  # noqa: ARG001 - gunicorn calls it so
    """What the workers counted ends with them all."""
    shutil.rmtree(counted, ignore_errors=True)


def serving(bind: str, workers: int | None, threads: int) -> dict[str, object]:
    """gunicorn's options; the benchmark serves with the same."""
    return {
        "bind": bind.split(","),
        "workers": workers or min(multiprocessing.cpu_count(), MOST_WORKERS),
        "worker_class": "gthread",
        "threads": threads,
        "timeout": 30,
        "graceful_timeout": TURN_SECONDS * 2,
        "keepalive": 75,
        "accesslog": None,
        "logger_class": _Lines,
        "proc_name": "ivr-web",
        "control_socket_disable": True,
    }


@click.command()
@click.option("--bind", default="127.0.0.1:8313", show_default=True, help="HOST:PORT, or several with commas.")
@click.option(
    "--threads", type=click.IntRange(16), default=STREAMS, show_default=True, help="One for each desk that looks."
)
def live(bind: str, threads: int) -> None:
    """Tell the desks at once what changed: one stream for each browser, one connection to the database for all."""
    logs.set_up(settings.load().log_level)
    _Server(streaming(bind, threads), partial(_streams, threads)).run()


def streaming(bind: str, threads: int) -> dict[str, object]:
    """gunicorn's options of the live process; a stream holds its thread as long as its page is open."""
    return {
        **serving(bind, 1, threads),
        "worker_class": "webhooks.live.worker.LiveWorker",
        "worker_connections": threads * 2,
        "keepalive": 5,
        "graceful_timeout": 3,
        "proc_name": "ivr-live",
    }


@click.command()
def scheduler() -> None:
    """Do the work that waits: the outbox, the reconciler, what was spooled."""
    from afterhours.scheduler import run

    chosen = settings.load()
    logs.set_up(chosen.log_level)
    run(chosen)


@click.command()
@click.option("--bind", default="127.0.0.1:8312", show_default=True, help="HOST:PORT.")
def telephone(bind: str) -> None:
    """The simulated telephone network of demonstrations and tests."""
    from webhooks.cli.simulated import run

    chosen = settings.load()
    if not chosen.simulated:
        raise click.ClickException("The telephone is the real one (TELEPHONY). Set TELEPHONY=simulated to simulate it.")
    logs.set_up(chosen.log_level)
    run(bind, chosen)
