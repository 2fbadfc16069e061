"""The way into PostgreSQL: commits, budgets, and connections that the server has left."""

from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError

from ivr.errors import DatabaseGone
from ivr.store.database import SPARE_CONNECTIONS, Database, psycopg_url

pytestmark = pytest.mark.database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url, pool_size=2, statement_ms=300)
    yield opened
    opened.close()


def heartbeats(database: Database) -> int:
    with database.unit_of_work() as work:
        row = work.one("select count(*) as n from heartbeat", {})
    assert row is not None
    counted: int = row["n"]
    return counted


def twice(database: Database) -> None:
    """A transaction that fails at its second statement."""
    with database.transaction() as session:
        session.execute(text(BEAT))
        session.execute(text(BEAT))


BEAT = "insert into heartbeat (process, tenant, at) values ('p', '*', now())"


def test_a_statement_commits_by_itself(database: Database) -> None:
    with database.unit_of_work() as work:
        work.driver.execute(BEAT)
        assert heartbeats(database) == 1


def test_what_is_within_a_transaction_commits_together_or_not_at_all(database: Database) -> None:
    with pytest.raises(IntegrityError):
        twice(database)
    assert heartbeats(database) == 0
    with database.transaction() as session:
        session.execute(text(BEAT))
        assert heartbeats(database) == 0
    assert heartbeats(database) == 1


def test_after_a_failed_transaction_the_connection_is_good_for_the_next(database: Database) -> None:
    for _ in range(2 * (2 + SPARE_CONNECTIONS)):
        with pytest.raises(IntegrityError):
            twice(database)
    assert heartbeats(database) == 0


def test_a_statement_that_takes_too_long_is_the_database_gone(database: Database) -> None:
    with pytest.raises(DatabaseGone), database.unit_of_work() as work:
        work.one("select pg_sleep(5)", {})
    with pytest.raises(DatabaseGone), database.transaction() as session:
        session.execute(text("select pg_sleep(5)"))
    assert heartbeats(database) == 0


def test_without_a_free_connection_it_is_gone_too_and_comes_back(database: Database) -> None:
    with ExitStack() as stack:
        for _ in range(2 + SPARE_CONNECTIONS):
            stack.enter_context(database.unit_of_work())
        with pytest.raises(DatabaseGone):
            heartbeats(database)
    assert heartbeats(database) == 0


def test_a_server_that_is_not_there_is_gone_at_once() -> None:
    nowhere = Database("postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    with pytest.raises(DatabaseGone), nowhere.unit_of_work():
        pytest.fail("there is nothing to work with")
    nowhere.close()


def test_connections_the_server_has_closed_are_given_to_nobody(database: Database) -> None:
    with ExitStack() as stack:
        pids = [stack.enter_context(database.unit_of_work()).driver.info.backend_pid for _ in range(2)]
    with psycopg.connect(database.url.replace("+psycopg", ""), autocommit=True) as other:
        for pid in pids:
            other.execute("select pg_terminate_backend(%s, 2000)", [pid])
    for _ in range(4):
        assert heartbeats(database) == 0


def test_a_connection_lost_at_work_is_the_database_gone_and_the_next_one_is_new(database: Database) -> None:
    with pytest.raises(DatabaseGone), database.unit_of_work() as work:
        work.one("select pg_terminate_backend(pg_backend_pid())", {})
    assert heartbeats(database) == 0


def test_an_error_quotes_no_value_that_was_given_to_a_statement(database: Database) -> None:
    with pytest.raises(DataError) as failed, database.transaction() as session:
        session.execute(text("select 1 / :nothing"), {"nothing": 0})
    assert "parameters hidden" in str(failed.value)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
    ],
)
def test_a_url_is_read_however_the_hosting_writes_it(written: str, read: str) -> None:
    assert psycopg_url(written) == read
