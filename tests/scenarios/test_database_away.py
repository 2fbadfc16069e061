"""Promises 1 and 5 while PostgreSQL is away, slow, or just back: nobody is dropped, and every call becomes one case."""

import stat
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import requests
from sqlalchemy import select

from afterhours.migrations import upgrade
from afterhours.models import Emergency
from ivr.errors import Unavailable
from ivr.replay import AWAY, replay
from ivr.store.database import psycopg_url
from ivr.store.server import EmbeddedServer
from tests.support.county import SATURDAY_NIGHT, WEALDEN, County, county

SORRY, PARDON = "Something has gone wrong on our side", "Un problème est survenu de notre côté"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """A server of these tests alone, because they stop it."""
    own = EmbeddedServer(tmp_path_factory.mktemp("postgres") / "data", durable=False)
    own.start()
    upgrade(own.create_database("migrated"))
    yield own
    own.destroy()


@pytest.fixture
def long_point(server: EmbeddedServer, tmp_path: Path) -> Iterator[County]:
    """The county over that server, at night; its fallback person takes calls."""
    server.start()
    url = server.create_database("county", template="migrated")
    with county(url, tmp_path) as served:
        served.at(SATURDAY_NIGHT)
        served.network.callee(manager(served)).behave("accepts")
        yield served
    server.start()
    server.drop_database("county")


def manager(county: County) -> str:
    """The number of whom the main line is put through to."""
    return county.parts.snapshot().lines[0].numbers[0]


def spooled(county: County) -> list[Path]:
    return [path for path, _ in county.parts.spool.waiting()]


def faults(county: County) -> list[str]:
    return [event["data"]["why"] for event in county.journey() if event["kind"] == "fault"]


def test_postgresql_stopped_in_the_middle_of_a_call_and_started_again(
    long_point: County, server: EmbeddedServer
) -> None:
    caller = long_point.phone().presses("1").hears("burst water pipe")
    server.kill()
    caller.presses("9").hears(SORRY).hears(PARDON)
    caller.waits(30).is_connected_to(manager(long_point)).waits(20).hangs_up()
    assert {stat.S_IMODE(path.stat().st_mode) for path in spooled(long_point)} == {0o600}
    server.start()
    assert replay(long_point.parts.spool, long_point.parts.runner) == 3
    assert spooled(long_point) == []
    case = long_point.case()
    assert len(long_point.calls()) == 1
    assert faults(long_point) == [f"{AWAY}; the caller had pressed something"]
    assert (case.disposition, case.ending, case.status) == ("talked", "completed", "closed")


def emergency(county: County) -> Emergency:
    with county.parts.database.transaction() as session:
        return session.scalars(select(Emergency)).one()


def test_postgresql_stopped_after_an_emergency_was_chosen_the_caller_still_reaches_the_roster(
    long_point: County, server: EmbeddedServer
) -> None:
    long_point.network.callee(long_point.people["cy"]).behave("accepts")
    caller = long_point.phone().presses("1").hears("burst water pipe").presses("1").hears("Where is it?")
    server.kill()
    caller.says("12 Main Street").hears(SORRY)
    caller.waits(40).is_connected_to(long_point.people["cy"]).waits(30).hangs_up()
    server.start()
    replay(long_point.parts.spool, long_point.parts.runner)
    assert spooled(long_point) == []
    found, case = emergency(long_point), long_point.case()
    assert (found.state, found.accepted_by, found.accepted_how) == ("accepted", "cy", "dialled")
    assert (case.priority, case.disposition) == ("emergency", "talked")


def test_the_key_that_chooses_an_emergency_reaches_its_roster_even_if_the_database_is_away_at_that_key(
    long_point: County, server: EmbeddedServer
) -> None:
    long_point.network.callee(long_point.people["cy"]).behave("declines")
    long_point.network.callee(long_point.people["ann"]).behave("accepts")
    caller = long_point.phone().presses("1").hears("burst water pipe")
    server.kill()
    caller.presses("1").hears(SORRY)
    caller.waits(80).is_connected_to(long_point.people["ann"]).waits(30).hangs_up()
    server.start()
    replay(long_point.parts.spool, long_point.parts.runner)
    found = emergency(long_point)
    assert (found.roster, found.state, found.accepted_by) == ("water", "accepted", "ann")
    assert long_point.case().service == "water-main-break"


def test_an_emergency_chosen_while_the_database_was_away_is_paged_as_soon_as_it_is_back(
    long_point: County, server: EmbeddedServer
) -> None:
    caller = long_point.phone().presses("1").hears("burst water pipe")
    server.kill()
    caller.presses("1").hears(SORRY).hangs_up()
    server.start()
    replay(long_point.parts.spool, long_point.parts.runner)
    found = emergency(long_point)
    assert (found.state, found.round, found.level) == ("open", 0, 0)
    assert found.due_at is not None
    assert found.due_at <= long_point.parts.clock.now()


def test_postgresql_is_away_when_a_call_comes_in(long_point: County, server: EmbeddedServer) -> None:
    person = manager(long_point)
    server.stop()
    caller = long_point.phone().hears(SORRY).hears(PARDON).waits(30).is_connected_to(person)
    caller.waits(20).hangs_up()
    server.start()
    assert replay(long_point.parts.spool, long_point.parts.runner) == 3
    case = long_point.case()
    assert (case.line, case.disposition, case.recovered) == ("main", "talked", True)
    assert faults(long_point) == [AWAY]


def test_the_time_of_a_call_is_when_it_came_and_not_when_it_was_written_down(
    long_point: County, server: EmbeddedServer
) -> None:
    assert long_point.parts.clock.now() >= SATURDAY_NIGHT
    server.stop()
    long_point.phone().waits(1).hangs_up()
    server.start()
    long_point.parts.clock.advance(6 * 3600)  # type: ignore[attr-defined]
    replay(long_point.parts.spool, long_point.parts.runner)
    case = long_point.case()
    assert abs((case.opened_at - SATURDAY_NIGHT).total_seconds()) < 120
    assert case.in_hours is False
    (call,) = long_point.calls()
    assert call.ended_at is not None
    assert abs((call.ended_at - SATURDAY_NIGHT).total_seconds()) < 120


def test_replaying_twice_is_one_case(long_point: County, server: EmbeddedServer) -> None:
    server.stop()
    long_point.phone(to=WEALDEN).waits(1).hangs_up()
    server.start()
    kept = [(path, path.read_bytes()) for path in spooled(long_point)]
    replay(long_point.parts.spool, long_point.parts.runner)
    before = long_point.journey()
    for path, data in kept:
        path.write_bytes(data)
    replay(long_point.parts.spool, long_point.parts.runner)
    assert long_point.journey() == before
    assert long_point.case().line == "wealden-night"


def test_the_spool_waits_while_postgresql_is_still_away(long_point: County, server: EmbeddedServer) -> None:
    server.stop()
    long_point.phone().waits(1).hangs_up()
    with pytest.raises(Unavailable):
        replay(long_point.parts.spool, long_point.parts.runner)
    assert len(spooled(long_point)) == 2


def test_the_end_of_a_call_told_while_postgresql_was_away_closes_its_case(
    long_point: County, server: EmbeddedServer
) -> None:
    caller = long_point.phone().presses("1").hears("burst water pipe")
    server.stop()
    caller.hangs_up()
    server.start()
    assert long_point.case().disposition is None
    assert replay(long_point.parts.spool, long_point.parts.runner) == 1
    assert long_point.case().disposition == "hung_up"


@pytest.mark.parametrize("stop", ["stop", "kill"])
def test_a_restart_of_postgresql_between_two_turns_costs_no_caller(
    long_point: County, server: EmbeddedServer, stop: str
) -> None:
    """Every connection of the pool is dead then; none of them is given to a caller."""
    warm(long_point)
    caller = long_point.phone().presses("1").hears("burst water pipe")
    getattr(server, stop)()
    server.start()
    caller.presses("1").hears("Where is it?").hangs_up()
    assert faults(long_point) == []
    assert spooled(long_point) == []


def warm(county: County) -> None:
    """Fill the pool."""
    with ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(county.parts.database.unit_of_work())


def test_a_turn_that_waits_for_a_lock_is_given_up_in_time_and_put_through(long_point: County) -> None:
    caller = long_point.phone().presses("1").hears("burst water pipe")
    url = psycopg_url(long_point.parts.database.url).replace("+psycopg", "")
    with psycopg.connect(url) as other:
        other.execute("select id from call for update")
        caller.presses("9").hears(SORRY)
    caller.waits(30).is_connected_to(manager(long_point)).hangs_up()
    assert replay(long_point.parts.spool, long_point.parts.runner) == 2
    assert len(long_point.cases()) == 1
    assert faults(long_point) == [f"{AWAY}; the caller had pressed something"]


def test_without_a_free_connection_the_caller_is_put_through(long_point: County) -> None:
    caller = long_point.phone().presses("1").hears("burst water pipe")
    with ExitStack() as stack:
        for _ in range(12):
            stack.enter_context(long_point.parts.database.unit_of_work())
        caller.presses("9").hears(SORRY)
    caller.waits(30).is_connected_to(manager(long_point)).hangs_up()
    replay(long_point.parts.spool, long_point.parts.runner)
    assert len(long_point.cases()) == 1


def test_a_disk_that_takes_nothing_costs_no_caller(long_point: County, server: EmbeddedServer, tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("a file where a folder should be")
    server.stop()
    long_point.phone().hears(SORRY).waits(30).is_connected_to(manager(long_point)).hangs_up()


def test_health_says_that_calls_are_answered_without_the_database(long_point: County, server: EmbeddedServer) -> None:
    assert requests.get(f"{long_point.base}/health/ready", timeout=5).json()["database"] is True
    server.stop()
    answer = requests.get(f"{long_point.base}/health/ready", timeout=5)
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "database": False, "snapshot": True})
    assert requests.get(f"{long_point.base}/health/scheduler", timeout=5).status_code == 503
