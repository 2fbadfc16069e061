"""A change is told with its commit, and says no more than what changed."""

from collections.abc import Iterator
from typing import TypeAlias

import orjson
import psycopg
import pytest
from sqlalchemy import update

from afterhours.models import Call, Case, QueuedCall
from afterhours.services.live import CHANNEL, tell_live
from ivr.store.base import new_key
from ivr.store.database import Database, psycopg_url
from tests.support.emergencies import an_attempt, an_emergency
from tests.support.offers import AT, an_offered_call

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


def test_of_a_restricted_case_the_tables_tell_its_group_alone(database_url: str, heard: Listening) -> None:
    database = Database(database_url)
    with database.transaction() as session:
        offered, emergency = an_offered_call(session, 7), an_emergency(session)
        session.execute(update(Case).values(restricted="social-duty"))
    told(heard)
    with database.transaction() as session:
        an_attempt(session, emergency)
        session.get_one(Call, offered.call_id).ended_at = AT
        session.execute(update(QueuedCall).values(joined_at=AT))
    kinds = [(each["kind"], each["group"]) for each in told(heard)]
    assert sorted(set(kinds)) == [("emergency", "social-duty"), ("queue", "social-duty")]
    assert len(kinds) >= 2
    database.close()


def test_a_caller_who_hangs_up_is_told_of_by_their_call(database_url: str, heard: Listening) -> None:
    database = Database(database_url)
    with database.transaction() as session:
        offered = an_offered_call(session)
    told(heard)
    with database.transaction() as session:
        session.get_one(Call, offered.call_id).ended_at = AT
    assert told(heard) == [{"tenant": "long-point-county", "kind": "queue", "id": str(offered.call_id)}]
    database.close()


def test_coming_into_a_talk_and_out_of_it_is_told(database_url: str, heard: Listening) -> None:
    database = Database(database_url)
    with database.transaction() as session:
        offered = an_offered_call(session)
    for moves in ({"joined_at": AT}, {"held_at": AT}, {"held_at": None}):
        told(heard)
        with database.transaction() as session:
            session.execute(update(QueuedCall).where(QueuedCall.id == offered.queued_call_id).values(**moves))
        assert [each["id"] for each in told(heard)] == [str(offered.queued_call_id)], moves
    database.close()
