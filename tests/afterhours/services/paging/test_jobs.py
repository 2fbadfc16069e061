"""The pager is woken at once by the database, listens again when PostgreSQL was away, and tells a watchdog outside."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from afterhours.jobs.paging import STANDSTILL, Listener, PagerJob, swept
from afterhours.jobs.upkeep import heartbeat
from afterhours.jobs.watchdog import Watchdog
from afterhours.services.paging.pager import BATCH
from ivr.clock import SteppedClock, SystemClock
from ivr.errors import Unavailable
from ivr.simulator.server import QuietHandler
from ivr.store.database import Database
from tests.support.emergencies import an_emergency
from tests.support.night import Night

NOW = datetime(2026, 12, 26, 7, 15, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def heard(event: Event) -> bool:
    """Waits until it was; patience for a busy machine, not a measure."""
    found = event.wait(20)
    event.clear()
    return found


@pytest.mark.database
def test_an_event_wakes_the_pager_at_once_and_one_that_is_worked_does_not(database: Database) -> None:
    woken = Event()
    with Listener(database.url, woken.set):
        assert heard(woken), "connecting wakes: something may have been missed"
        with database.transaction() as session:
            made = an_emergency(session)
            told = {"id": made, "worked": None}
            session.execute(text(EVENT), told)
        assert heard(woken)


EVENT = """
insert into emergency_event (id, tenant, emergency_id, at, what, detail, worked_at)
select gen_random_uuid(), tenant, id, raised_at, 'raised', '{}', :worked from emergency where id = :id
"""


@pytest.mark.database
def test_a_listener_whose_connection_is_cut_listens_again(database: Database) -> None:
    woken = Event()
    with Listener(database.url, woken.set):
        assert heard(woken)
        with database.transaction() as session:
            session.execute(text("select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'"))
        assert heard(woken), "it has connected again, and looks"
        with database.transaction() as session:
            session.execute(text("select pg_notify('ivr_work', '')"))
        assert heard(woken)


def test_a_listener_that_cannot_connect_stops_when_asked_to() -> None:
    with Listener("postgresql://nobody@127.0.0.1:1/nothing", lambda: None):
        pass


@pytest.fixture
def watchdog_outside() -> Iterator[tuple[str, list[str], list[int]]]:
    """Its address, what it was asked, and what it answers."""
    asked: list[str] = []
    status = [200]

    def answer(environ: Any, start_response: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        return Response("", status[0])(environ, start_response)

    server = make_server("127.0.0.1", 0, answer, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/ping", asked, status
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_watchdog_outside_hears_of_a_pager_that_works(watchdog_outside: tuple[str, list[str], list[int]]) -> None:
    url, asked, _ = watchdog_outside
    assert Watchdog(url, lambda: True).ping()
    assert asked == ["/ping"]


def test_it_hears_nothing_of_a_pager_that_stands_still(watchdog_outside: tuple[str, list[str], list[int]]) -> None:
    url, asked, _ = watchdog_outside
    assert not Watchdog(url, lambda: False).ping()
    assert asked == []


def test_a_watchdog_that_does_not_answer_is_a_fault_of_one_waking(
    watchdog_outside: tuple[str, list[str], list[int]],
) -> None:
    url, _, status = watchdog_outside
    status[0] = 500
    with pytest.raises(Unavailable, match="watchdog"):
        Watchdog(url, lambda: True).ping()
    assert not Watchdog("", lambda: True).ping()


@pytest.mark.database
def test_a_waking_does_what_is_due_and_lets_it_leave_at_once(dark: Night) -> None:
    dark.emergency()
    sent = Event()
    job = PagerJob(dark.pager, sent.set, SystemClock())
    before = job.worked_at
    assert job.tick() > 0
    assert sent.is_set()
    assert job.worked_at > before


@pytest.mark.database
def test_while_the_pager_stands_still_the_scheduler_gives_no_sign_of_life(dark: Night) -> None:
    """Then the waiting room rings the people itself."""
    clock = SteppedClock(NOW)
    job = PagerJob(dark.pager, lambda: None, clock)
    heartbeat(dark.parts.database, clock, job.works)
    clock.advance(STANDSTILL.total_seconds())
    heartbeat(dark.parts.database, clock, job.works)
    assert dark.rows("select at from heartbeat") == [(NOW,)]
    job.tick()
    heartbeat(dark.parts.database, clock, job.works)
    assert dark.rows("select at from heartbeat") == [(clock.now(),)]


@pytest.mark.database
def test_in_a_storm_calls_leave_while_others_are_still_decided(dark: Night) -> None:
    for at in range(BATCH + 1):
        dark.emergency(at)
    sent: list[int] = []
    PagerJob(dark.pager, lambda: sent.append(len(dark.attempts())), SystemClock()).tick()
    assert len(sent) >= 2
    assert dark.rows("select count(*) from emergency where due_at <= ivr_now()")[0][0] == 0


@pytest.mark.database
def test_when_time_was_moved_what_is_due_is_done_and_not_repaired(dark: Night) -> None:
    emergency = dark.emergency()
    dark.works()
    with dark.parts.database.transaction() as session:
        session.execute(text("update clock_offset set seconds = seconds + 7200"))
    assert swept(dark.parts.database, PagerJob(dark.pager, lambda: None, SystemClock())) == 0
    assert "repaired" not in dark.events(emergency)
