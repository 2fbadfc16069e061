"""`python -m bench.raising`: from the key that chooses an emergency to the provider's word that somebody is rung.

The whole service in its real processes (one scheduler), the demonstration county, and a simulated network behind a book
that says when a call was accepted. One emergency after the other; each is stood down before the next.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

import click
import requests
from sqlalchemy import text

from afterhours.parts import Parts
from afterhours.service_clock import ServiceClock
from ivr import settings
from ivr.clock import SystemClock
from ivr.folders import state_folder
from ivr.store.server import EmbeddedServer
from tests.conftest import Databases
from tests.support.carrier import call_of
from tests.support.county import CALLFLOWS, SATURDAY_NIGHT, environment, furnish
from tests.support.ledger import Ledger, ledger
from tests.support.mortals import Mortals
from tests.support.served import Served, free_port

TRIES = 40
LONGEST = 10.0
STAND_DOWN = (
    "update emergency set state = 'stood_down', due_at = null",
    "update attempt set state = 'over', result = 'superseded' where state <> 'over'",
    "update emergency_event set worked_at = at where worked_at is null",
)


@dataclass
class World:
    """The service at work; `book` knows every call the provider has accepted."""

    parts: Parts
    service: Served
    book: Ledger

    def once(self, number: int) -> float:
        """Seconds from the key to the first accepted call."""
        sid = f"CA{number:032}"
        call = call_of(self.service.call("/voice", sid).text)
        self.service.call(f"/voice/turn/{call}/1", sid, Digits="1")
        before, began = len(self.book.calls), perf_counter()
        self.service.call(f"/voice/turn/{call}/2", sid, Digits="1")
        while len(self.book.calls) == before and perf_counter() - began < LONGEST:
            sleep(0.002)
        took = perf_counter() - began
        self.stand_down()
        return took

    def stand_down(self) -> None:
        with self.parts.database.transaction() as session:
            for statement in STAND_DOWN:
                session.execute(text(statement))


@contextmanager
def world(server: EmbeddedServer) -> Iterator[World]:
    """All processes, answering."""
    web, telephone, var = free_port(), free_port(), Path(tempfile.mkdtemp(prefix="ivr-raising-"))
    base = f"http://127.0.0.1:{web}"
    around = environment(Databases(server, "raising").fresh(), var, base)
    parts = Parts(settings.load(around))
    furnish(parts, CALLFLOWS)
    clock = ServiceClock(parts.database, SystemClock())
    clock.set(SATURDAY_NIGHT)
    with ledger(f"http://127.0.0.1:{telephone}", clock) as book:
        mortals = Mortals({**os.environ, **around, "TWILIO_API_BASE": book.url}, var)
        try:
            mortals.begin(web, telephone, schedulers=1)
            for address in (f"{base}/health/scheduler", f"{book.behind}/network/health"):
                awaited(address)
            yield World(parts, Served(base, var / "die", mortals.web.running), book)
        finally:
            mortals.end()
            parts.close()


def awaited(address: str) -> None:
    """Returns when it answers well."""
    for _ in range(300):
        try:
            if requests.get(address, timeout=2).ok:
                return
        except requests.RequestException:
            pass
        sleep(0.1)
    raise click.ClickException(f"{address} does not answer.")


@click.command()
@click.option("--tries", default=TRIES, show_default=True, help="How many emergencies are raised.")
def main(tries: int) -> None:
    """Measure it; prints the middle, the 95th percentile and the longest, in seconds."""
    server = EmbeddedServer(Path(tempfile.mkdtemp(prefix="bench-", dir=state_folder())))
    server.start()
    try:
        with world(server) as made:
            took = sorted(made.once(number) for number in range(tries))
    finally:
        server.destroy()
    middle, high = took[len(took) // 2], took[int(len(took) * 0.95)]
    click.echo(f"{tries} emergencies: p50 {middle:.2f} s, p95 {high:.2f} s, longest {took[-1]:.2f} s")


if __name__ == "__main__":
    main(prog_name="python -m bench.raising")
