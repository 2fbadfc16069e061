"""The whole service for a test: the demonstration county on a fresh database, served over HTTP, and its telephones.

Nothing in it is a stand-in but the carrier: the web application is the one that gunicorn serves, PostgreSQL is real,
and the simulated network posts signed webhooks over HTTP.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from werkzeug.serving import BaseWSGIServer, make_server

from afterhours.models import Case, Person
from afterhours.parts import Parts
from afterhours.service_clock import ServiceClock
from afterhours.services.people.known import person_by_handle, trust_numbers
from afterhours.services.people.pins import set_pin
from afterhours.services.releases.release import release
from afterhours.site import read_folder
from ivr import settings
from ivr.clock import SteppedClock
from ivr.flowfile.names import name
from ivr.folders import PROJECT
from ivr.simulator.called import Answerer, person
from ivr.simulator.callees import Callee
from ivr.simulator.network import Network
from ivr.simulator.server import QuietHandler, live_network
from ivr.simulator.story import Caller, ring
from ivr.store.base import new_key
from ivr.store.call import Call, Turn
from webhooks.app import create_app

CALLFLOWS = PROJECT / "callflows"
MAIN, WEALDEN = "+15195550100", "+441632960100"
RESIDENT = "+15195550123"
SATURDAY_NIGHT = datetime(2026, 12, 26, 2, 15, tzinfo=ZoneInfo("America/Toronto"))
TUESDAY_MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("America/Toronto"))
ACCOUNT, TOKEN = "AC" + "1" * 32, "token-of-the-tests"
NUMBER = 15195550160
"""The people of the county get the numbers from here on, in the order of their handles."""


@dataclass
class County:
    """The service at work. `network` is where residents ring; `people` are the numbers of those on duty."""

    parts: Parts
    network: Network
    base: str
    people: Mapping[str, str]
    server: BaseWSGIServer = field(repr=False)
    wakings: Any = None
    """Of the scheduler, where it works: see `tests.support.scheduled`."""

    _in_hand: dict[str, Answerer] = field(default_factory=dict, repr=False)

    def at(self, instant: datetime) -> "County":
        """Let it be this time for every process of the service."""
        clock = self.parts.clock
        assert isinstance(clock, ServiceClock)
        clock.set(instant)
        self.parts.snapshots.refresh()
        return self

    def phone(self, *, from_: str = RESIDENT, to: str = MAIN, **extras: str) -> Caller:
        """A resident rings; what they then do is told in the words of `ivr.simulator.story`."""
        return ring(self.network, from_=from_, to=to, extras=extras)

    def person(self, handle: str) -> Answerer:
        """Somebody of the county, whose telephone is in the test's hand from now on; what they do is told in the words
        of `ivr.simulator.called`."""
        if handle not in self._in_hand:
            self._in_hand[handle] = person(self.network, self.number_of(handle), handle)
        return self._in_hand[handle]

    def callee(self, handle: str) -> Callee:
        """The same telephone, for a plan: `county.callee("ann").voicemail()`."""
        return self.network.callee(self.number_of(handle))

    def give_pin(self, pin: str, *handles: str) -> None:
        """Whoever is rung for a restricted emergency needs one to accept it."""
        with self.parts.database.transaction() as session:
            for handle in handles:
                person = person_by_handle(session, handle)
                assert person is not None, handle
                set_pin(session, person, pin, self.parts.clock.now())

    def number_of(self, handle: str) -> str:
        return {name(each): number for each, number in self.people.items()}[name(handle)]

    def cases(self) -> list[Case]:
        with self.parts.database.transaction() as session:
            return list(session.scalars(select(Case).order_by(Case.opened_at)))

    def case(self) -> Case:
        """The one case there is; more or none is a failure of the test."""
        (only,) = self.cases()
        return only

    def calls(self) -> list[Call]:
        """The residents' calls, without the legs to people who were rung."""
        with self.parts.database.transaction() as session:
            return list(session.scalars(select(Call).where(Call.parent_id.is_(None)).order_by(Call.started_at)))

    def journey(self) -> list[Mapping[str, Any]]:
        """Everything that happened in all calls, in order."""
        with self.parts.database.transaction() as session:
            turns = session.scalars(select(Turn).order_by(Turn.call_id, Turn.number))
            return [event for turn in turns for event in turn.events]

    def kinds(self) -> list[str]:
        return [event["kind"] for event in self.journey()]


@contextmanager
def county(database_url: str, var: Path, callflows: Path = CALLFLOWS) -> Iterator[County]:
    """The service over a migrated, empty database; `var` is its folder on disk."""
    server = make_server("127.0.0.1", 0, _not_yet, threaded=True, request_handler=QuietHandler)
    base = f"http://127.0.0.1:{server.port}"
    parts = Parts(settings.load(environment(database_url, var, base)))
    people = furnish(parts, callflows)
    server.app = create_app(parts)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    network = _network(parts, base)
    try:
        yield County(parts, network, base, people, server)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        parts.close()


def environment(database_url: str, var: Path, base: str) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "VAR_DIR": str(var),
        "PUBLIC_URL": base,
        "SECRET_KEY": "a-secret-key-of-the-tests",
        "TELEPHONY": "simulated",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
    }


def furnish(parts: Parts, callflows: Path) -> dict[str, str]:
    """Release the call flows and enter everybody they name; handle -> number."""
    with parts.database.transaction() as session:
        released = release(session, read_folder(callflows), "tests", datetime.now(UTC))
        numbers = {handle: f"+{NUMBER + at}" for at, handle in enumerate(sorted(released.site.people))}
        for handle, number in numbers.items():
            name = handle.replace("_", " ").title()
            person = {"name": name, "numbers": [number], "updated_at": datetime.now(UTC)}
            session.add(Person(id=new_key(), tenant=released.site.tenant, handle=handle, **person))
        session.flush()
        trust_numbers(session, datetime.now(UTC))
    parts.snapshots.refresh()
    return numbers


def _network(parts: Parts, base: str) -> Network:
    network = live_network(SteppedClock(datetime.now(UTC)), ACCOUNT, TOKEN)
    for line in parts.book.lines.values():
        network.add_number(
            line.number,
            f"{base}/voice",
            voice_fallback_url=f"{base}/voice/fallback",
            status_callback=f"{base}/voice/status",
            sms_url=f"{base}/messages",
            friendly_name=line.name,
        )
    return network


def _not_yet(_: object, start_response: Any) -> list[bytes]:
    """Answers until the application knows its own address."""
    start_response("503 Service Unavailable", [])
    return []
