"""The process `ivr scheduler`: it wakes the jobs, and does nothing else. Any number of them may run.

A job that fails is logged and woken again at its next time; one that still runs is not woken a second time.
"""

import logging
import os
import signal
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor as Ticks
from apscheduler.schedulers.background import BackgroundScheduler

from afterhours.jobs import audit, paging, people, texts, upkeep
from afterhours.jobs.complaints import ComplaintsJob
from afterhours.jobs.dispatching import DispatcherJob, lines_watched
from afterhours.jobs.letters import LettersJob
from afterhours.jobs.outbox import AT_ONCE, LARGE_AT_ONCE, LETTERS_AT_ONCE, OutboxJob
from afterhours.jobs.paging import Listener, PagerJob
from afterhours.jobs.retention import RetentionJob
from afterhours.jobs.watchdog import Watchdog
from afterhours.parts import Parts, build
from afterhours.services.paging.watching import poll
from ivr.errors import IvrError
from ivr.logs import trace
from ivr.settings import Settings

log = logging.getLogger(__name__)

EVERY: Mapping[str, float] = {
    "heartbeat": 5,
    "pager": 1,
    "dispatcher": 1,
    "lines": 30,
    "polled": 30,
    "swept": 60,
    "watchdog": 30,
    "outbox": 1,
    "mail": 2,
    "letters": 30,
    "complaints": 60,
    "sealed": 30,
    "recordings": 2,
    "spooled": 5,
    "snapshot": 15,
    "compared": 600,
    "number_tests": 60,
    "reminders": 300,
    "duty_log": 600,
    "retention": 600,
    "texts": 60,
}
"""Job -> seconds between two wakings; the first is at once."""
ONE_AT_A_TIME = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}


def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; what is on its way is finished first."""
    asked = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, partial(_ask, asked))
    parts = build(settings)
    try:
        work(parts, asked)
    finally:
        parts.close()


def work(parts: Parts, asked: Event) -> None:
    """Wake the jobs until `asked` is set."""
    with ThreadPoolExecutor(AT_ONCE + LETTERS_AT_ONCE + LARGE_AT_ONCE, "outbox") as pool:
        scheduler = BackgroundScheduler(timezone="UTC", executors={"default": Ticks(len(EVERY))})
        jobs = jobs_of(parts, pool)
        for name, job in jobs.items():
            at_once = parts.real_clock.now()
            waking = partial(guarded, name, job)
            scheduler.add_job(waking, "interval", seconds=EVERY[name], next_run_time=at_once, **ONE_AT_A_TIME)
        scheduler.start()
        with Listener(parts.settings.database_url, partial(woken, jobs)):
            log.info("the scheduler works")
            asked.wait()
        scheduler.shutdown(wait=True)
    log.info("the scheduler has stopped")


def jobs_of(parts: Parts, pool: ThreadPoolExecutor) -> dict[str, Callable[[], object]]:
    """Name -> what is done at each waking."""
    provider = partial(getattr, parts, "telephony")
    who = f"{socket.gethostname()}:{os.getpid()}"
    sending = OutboxJob(parts.database, parts.senders, pool, who)
    pager = PagerJob(parts.pager, sending.tick, parts.real_clock)
    watchdog = Watchdog(parts.settings.watchdog_url, pager.works)
    return {
        "heartbeat": partial(upkeep.heartbeat, parts.database, parts.real_clock, pager.works),
        "pager": pager.tick,
        "dispatcher": DispatcherJob(parts.dispatcher, sending.tick).tick,
        "lines": partial(lines_watched, parts.database, provider),
        "outbox": sending.tick,
        "polled": partial(poll, parts.database, provider),
        "swept": partial(paging.swept, parts.database, pager),
        "watchdog": watchdog.ping,
        "recordings": OutboxJob(parts.database, parts.large_senders, pool, who, LARGE_AT_ONCE).tick,
        "mail": OutboxJob(parts.database, parts.letter_senders, pool, who, LETTERS_AT_ONCE).tick,
        "letters": LettersJob(parts.database, lambda: parts.site, parts.clock, parts.settings.public_url).tick,
        "sealed": partial(audit.sealed, parts.database, parts.real_clock),
        "complaints": ComplaintsJob(
            parts.database, lambda: parts.site, parts.clock, parts.real_clock, parts.settings.public_url
        ).tick,
        "spooled": partial(upkeep.spooled, parts.spool, parts.runner),
        "snapshot": partial(upkeep.snapshot, parts.snapshots),
        "number_tests": partial(people.number_tests, parts.database, parts.library, parts.clock),
        "reminders": partial(people.reminders, parts.database, parts.library, parts.clock),
        "duty_log": partial(people.duty_log, parts.database, parts.library, parts.clock),
        "retention": RetentionJob(parts.database, lambda: parts.site, parts.clock, parts.real_clock).tick,
        "texts": partial(texts.texts, parts.database, provider),
        "compared": partial(upkeep.compared, parts.runner, provider, parts.database, parts.library, parts.clock),
    }


def woken(jobs: Mapping[str, Callable[[], object]]) -> None:
    """Something has happened that must not wait for the next tick."""
    for name in ("pager", "dispatcher"):
        guarded(name, jobs[name])


def guarded(name: str, job: Callable[[], object]) -> None:
    """One waking; nothing that goes wrong in it ends the process."""
    try:
        with trace(job=name):
            job()
    except IvrError as error:
        log.warning("the job %s could not be done now: %s", name, error)
    except Exception:
        log.exception("the job %s failed", name)


def _ask(asked: Event, number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a handler
    asked.set()
