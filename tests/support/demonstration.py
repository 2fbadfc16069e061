"""The demonstration at work for a browser: web, database, scheduler, and a network whose time passes by itself."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from afterhours.models import Person
from afterhours.parts import Parts
from afterhours.scheduler import work
from afterhours.service_clock import ServiceClock
from ivr.clock import SystemClock
from ivr.folders import PROJECT
from ivr.simulator.pacer import Pacer
from ivr.simulator.server import Served, serve
from tests.support.county import County, county
from webhooks.cli.demo import load_all


@dataclass
class Demonstration:
    """What a visitor meets. `served` can be closed: then the telephone process is down."""

    county: County
    served: Served

    @property
    def base(self) -> str:
        return self.county.base


@contextmanager
def demonstration(database_url: str, var: Path) -> Iterator[Demonstration]:
    """The demonstration's own people, contacts and stories, over a migrated and empty database."""
    with county(database_url, var) as made:
        parts = made.parts
        parts.settings = replace(parts.settings, callflows_dir=PROJECT / "callflows")
        with parts.database.transaction() as session:
            session.query(Person).delete()
            load_all(session, parts)
        parts.snapshots.refresh()
        clock = ServiceClock(parts.database, SystemClock())
        made.network.clock = made.network.exchange.clock = clock
        with serve(made.network, pacer=Pacer(made.network, drives_clock=False)) as served:
            parts.settings = replace(parts.settings, twilio_api_base=served.url)
            try:
                with scheduler(parts):
                    yield Demonstration(made, served)
            finally:
                made.network.come_to_rest()


@contextmanager
def scheduler(parts: Parts) -> Iterator[None]:
    """The jobs of `ivr scheduler`, in a thread."""
    asked = threading.Event()
    thread = threading.Thread(target=work, args=(parts, asked), name="demonstration-scheduler")
    thread.start()
    try:
        yield
    finally:
        asked.set()
        thread.join()
