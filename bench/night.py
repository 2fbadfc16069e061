"""The county by night with everything that rings people: web, scheduler and the simulated telephone, in real time."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from time import perf_counter, sleep
from zoneinfo import ZoneInfo

import requests

from afterhours.models import Person
from afterhours.parts import Parts
from afterhours.service_clock import ServiceClock
from afterhours.services.people.known import trust_numbers
from bench.county import County
from bench.served import START_SECONDS, Served, free_port, service, stop
from ivr import settings
from ivr.clock import SystemClock
from ivr.errors import ProviderGone
from ivr.folders import PROJECT
from ivr.guard import Guard
from ivr.simulator.client import TelephoneClient
from ivr.store.base import new_key

BY_NIGHT = datetime(2026, 12, 26, 2, 15, tzinfo=ZoneInfo("America/Toronto"))
FIRST_NUMBER = 15195550110
"""The people of the county get the numbers from here on."""


@contextmanager
def by_night(county: County) -> Iterator[Served]:
    """A quarter past two on a Saturday. Everybody can be rung, and nobody answers."""
    port = free_port()
    night = replace(county, telephone=f"http://127.0.0.1:{port}")
    numbers, telephones = peopled(night), TelephoneClient(night.telephone)
    with ExitStack() as stack:
        web = stack.enter_context(service(night))
        around = night.environment(web.port)
        stack.enter_context(running(around, "telephone", "--bind", f"127.0.0.1:{port}"))
        wait(lambda: answers(telephones), "simulated telephone")
        for number in numbers:
            telephones.callee(number).behave("no-answer")
        stack.enter_context(running(around, "scheduler"))
        wait(lambda: requests.get(f"{night.address(web.port)}/health/scheduler", timeout=5).ok, "scheduler")
        yield web


def peopled(county: County) -> list[str]:
    """Enter everybody whom the call flows name, and make it night; their numbers."""
    parts = Parts(settings.load(county.environment(0)))
    ServiceClock(parts.database, SystemClock()).set(BY_NIGHT)
    numbers = {handle: f"+{FIRST_NUMBER + at}" for at, handle in enumerate(sorted(parts.site.people))}
    with parts.database.transaction() as session:
        for handle, number in numbers.items():
            known = {"name": handle, "numbers": [number], "updated_at": BY_NIGHT}
            session.add(Person(id=new_key(), tenant=parts.site.tenant, handle=handle, **known))
        session.flush()
        trust_numbers(session, BY_NIGHT)
    parts.close()
    return list(numbers.values())


@contextmanager
def running(environment: dict[str, str], *words: str) -> Iterator[None]:
    """`ivr WORDS` in a process of its own, stopped at the end."""
    command = [sys.executable, "-m", "webhooks.cli", *words]
    process = subprocess.Popen(command, env=environment, cwd=PROJECT, start_new_session=True)
    guard = Guard(-process.pid, signal.SIGTERM)
    try:
        yield
    finally:
        stop(process)
        guard.release()


def answers(telephones: TelephoneClient) -> bool:
    try:
        return bool(telephones.health())
    except ProviderGone:
        return False


def wait(lives: Callable[[], bool], what: str) -> None:
    """Raises SystemExit when it does not live in time."""
    deadline = perf_counter() + START_SECONDS
    while not lives():
        if perf_counter() > deadline:
            raise SystemExit(f"The {what} does not answer; what it printed is above.")
        sleep(0.05)
