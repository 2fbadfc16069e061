"""Fifty open emergencies, and scheduler, telephone and web killed a hundred times at random moments: none is lost.

Real processes in real time, for that is what is proved here; bounded, and smaller outside CI=true.
"""

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
import requests
from sqlalchemy import text

from afterhours.models import EmergencyEvent, Person
from afterhours.parts import Parts
from afterhours.rules.escalation import Level, Plan, Target
from afterhours.service_clock import ServiceClock
from afterhours.services.people.known import trust_numbers
from ivr import settings
from ivr.clock import SystemClock
from ivr.errors import ProviderGone
from ivr.simulator.client import TelephoneClient
from ivr.store.base import new_key
from tests.conftest import Databases
from tests.support.county import CALLFLOWS, environment, furnish
from tests.support.emergencies import an_emergency
from tests.support.ledger import Ledger, ledger
from tests.support.mortals import Mortals
from tests.support.served import free_port

MANY = os.environ.get("CI") == "true"
EMERGENCIES, KILLS = (50, 100) if MANY else (12, 12)
BETWEEN = (0.2, 1.2)
"""Seconds between two kills."""
SETTLE_SECONDS = 120
NUMBER = 15195550200
LAZY = ("busy", "declines", "no-answer", "answers-silently")


@dataclass
class World:
    parts: Parts
    mortals: Mortals
    book: Ledger
    telephone: TelephoneClient
    behaviours: dict[str, str]

    def rows(self, sql: str, **values: Any) -> list[Any]:
        with self.parts.database.transaction() as session:
            return list(session.execute(text(sql), values))

    def raise_all(self) -> None:
        """All of them are raised, each with two people of its own."""
        for at in range(EMERGENCIES):
            levels = tuple(Level(ring=(Target("person", f"{who}{at}"),), seconds=6) for who in ("first", "second"))
            plan = Plan(levels=levels, pause=5, alarm_after=3600, tell=("duty-manager",))
            with self.parts.database.transaction() as session:
                now = session.scalar(text("select ivr_now()"))
                told = {"raised_at": now, "due_at": now, "plan": plan.as_json()}
                made = an_emergency(session, at, **told)
                event = {"tenant": "long-point-county", "emergency_id": made, "at": now, "what": "raised"}
                session.add(EmergencyEvent(id=new_key(), detail={}, worked_at=None, **event))

    def teach_the_telephones(self) -> None:
        """A network that was killed has forgotten how everybody behaves."""
        with suppress(ProviderGone):
            for number, behaviour in self.behaviours.items():
                self.telephone.callee(number).behave(behaviour, after=2)


@pytest.fixture
def world(databases: Databases, tmp_path: Path) -> Iterator[World]:
    web, telephone = free_port(), free_port()
    url = databases.fresh()
    around = environment(url, tmp_path, f"http://127.0.0.1:{web}")
    parts = Parts(settings.load(around))
    behaviours = people(parts, Random(311))
    clock = ServiceClock(parts.database, SystemClock())
    with ledger(f"http://127.0.0.1:{telephone}", clock) as book:
        mortals = Mortals({**os.environ, **around, "TWILIO_API_BASE": book.url}, tmp_path).begin(web, telephone)
        try:
            client = TelephoneClient(book.behind)
            made = World(parts, mortals, book, client, behaviours)
            until(lambda: answers(f"http://127.0.0.1:{web}/health/live") and answers(f"{book.behind}/network/health"))
            made.teach_the_telephones()
            yield made
        finally:
            mortals.end()
            parts.close()
    databases.drop(url)


def people(parts: Parts, chance: Random) -> dict[str, str]:
    """Everybody with one number, number -> behaviour: most are busy or asleep, every third second one accepts."""
    furnish(parts, CALLFLOWS)
    behaviours = {}
    with parts.database.transaction() as session:
        for at in range(EMERGENCIES):
            for place, who in enumerate(("first", "second")):
                number = f"+{NUMBER + 2 * at + place}"
                told = {"name": f"{who} {at}", "numbers": [number], "updated_at": datetime.now(UTC)}
                session.add(Person(id=new_key(), tenant="long-point-county", handle=f"{who}{at}", **told))
                accepts = place == 1 and at % 3 == 0
                behaviours[number] = "accepts" if accepts else chance.choice(LAZY)
        session.flush()
        trust_numbers(session, datetime.now(UTC))
    return behaviours


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).ok
    except requests.RequestException:
        return False


def until(holds: Callable[[], bool], seconds: float = SETTLE_SECONDS) -> None:
    """Waits until it holds; a failure says that it never did."""
    waiting = threading.Event()
    for _ in range(int(seconds * 5)):
        if holds():
            return
        waiting.wait(0.2)
    raise AssertionError(f"it did not come about in {seconds:g} seconds: {holds.__qualname__}")


@pytest.mark.database
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_at_random_moments_every_emergency_is_accepted_or_paged_on_and_nobody_is_dialled_twice(
    world: World,
) -> None:
    chance = Random(20261226)
    world.raise_all()
    pause = threading.Event()
    dead = Counter[str]()
    for _ in range(KILLS):
        pause.wait(chance.uniform(*BETWEEN))
        dead[world.mortals.kill_one(chance)] += 1
        world.teach_the_telephones()
    assert sum(dead.values()) == KILLS
    until(lambda: answers(f"{world.book.behind}/network/health"))
    world.teach_the_telephones()
    (end,) = world.rows("select ivr_now() as at")[0]
    ServiceClock(world.parts.database, SystemClock()).advance(120)
    until(lambda: is_paged_on(world, end))
    assert_nothing_is_lost(world)
    twice = {attempt: dials for attempt, dials in Counter(world.book.dials()).items() if dials > 1}
    assert not twice, f"dialled twice, with kills of {dict(dead)}"


def is_paged_on(world: World, since: datetime) -> bool:
    """Every emergency is accepted, or somebody was called for it since the last kill."""
    left = world.rows(
        """select count(*) from emergency as e where e.state <> 'accepted' and not exists (
        select from attempt where emergency_id = e.id and kind = 'call' and placed_at > :since)""",
        since=since,
    )
    return bool(left[0][0] == 0)


def assert_nothing_is_lost(world: World) -> None:
    states = Counter(row.state for row in world.rows("select state from emergency"))
    assert sum(states.values()) == EMERGENCIES
    assert set(states) <= {"open", "accepted"}, states
    assert world.rows("select count(*) from emergency where due_at is null")[0][0] == 0
    assert world.rows("select count(*) from outbox where kind = 'page.call' and parked_at is not null")[0][0] == 0
    taken = world.rows("select emergency_id, count(*) from emergency_event where what = 'accepted' group by 1")
    assert all(row.count == 1 for row in taken)
    assert len(taken) == states["accepted"]
    lost = world.rows(
        """select id from attempt as a where kind = 'call' and state = 'waiting' and created_at < ivr_now()
        - interval '60 seconds' and not exists (select from outbox as o
          where o.idempotency_key = 'page.call ' || a.id and o.done_at is null)"""
    )
    assert lost == []
    known = {row.id: row.provider_id for row in world.rows("select id, provider_id from attempt where kind = 'call'")}
    assert set(world.book.dials()) <= set(known), "a call was made that no attempt asked for"
