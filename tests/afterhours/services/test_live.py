"""A change is told with its commit, and says no more than what changed."""

from collections.abc import Iterator
from typing import TypeAlias

import orjson
import psycopg
import pytest

from afterhours.services.live import CHANNEL, tell_live
from ivr.store.base import new_key
from ivr.store.database import Database, psycopg_url
from tests.support.emergencies import an_attempt, an_emergency

Listening: TypeAlias = psycopg.Connection[tuple[object, ...]]


@pytest.fixture
def heard(database_url: str) -> Iterator[Listening]:
    with psycopg.connect(psycopg_url(database_url).replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute(f"listen {CHANNEL}")
        yield connection


def told(heard: Listening) -> list[dict[str, str]]:
    heard.execute("select 1")
    return [orjson.loads(each.payload) for each in heard.notifies(timeout=0)]


def test_a_notice_leaves_with_the_commit(database_url: str, heard: Listening) -> None:
    database, user = Database(database_url), new_key()
    with database.transaction() as session:
        tell_live(session, "long-point-county", "offer", user=user)
        assert told(heard) == []
    assert told(heard) == [{"tenant": "long-point-county", "kind": "offer", "user": str(user)}]
    database.close()


def test_nobody_hears_of_what_was_not_committed(database_url: str, heard: Listening) -> None:
    database = Database(database_url)
    with database.transaction() as session, session.begin_nested() as nested:
        tell_live(session, "long-point-county", "queue")
        nested.rollback()
    assert told(heard) == []
    database.close()


def test_an_emergency_tells_of_itself_whoever_changes_it(database_url: str, heard: Listening) -> None:
    database = Database(database_url)
    with database.transaction() as session:
        emergency = an_emergency(session)
        an_attempt(session, emergency)
    assert told(heard) == [{"tenant": "long-point-county", "kind": "emergency", "id": str(emergency)}]
    database.close()
