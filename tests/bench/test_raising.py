"""The bench's emergencies: each call raises one for another roster, and the database says how soon somebody rang."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, text

from afterhours.models import Emergency
from afterhours.parts import Parts
from bench.county import County, furnished
from bench.night import peopled
from bench.phone import WrongAnswer
from bench.raising import MATTERS, STAND_DOWN, Raising, awaited, plain, seconds_of, waves
from ivr import settings
from tests.bench.test_phone import BASE, post
from webhooks.app import create_app

pytestmark = pytest.mark.database
RING = """insert into attempt
  (id, tenant, emergency_id, kind, round, level, person, to_e164, state, created_at, placed_at)
select gen_random_uuid(), tenant, id, 'call', 0, 0, 'ann', '+15195550160', 'placed', raised_at,
  raised_at + interval '1500 milliseconds' from emergency"""


@pytest.fixture
def parts(database_url: str, tmp_path: Path) -> Iterator[Parts]:
    """By night, and one emergency of each matter is raised."""
    county = furnished(County(database_url, tmp_path))
    peopled(county)
    made = Parts(settings.load(county.environment(80)))
    app = create_app(made)
    for number in range(len(MATTERS)):
        caller = Raising(BASE, number)
        while not caller.over:
            caller.hear(*post(app, caller.request()))
    yield made
    made.close()


def test_each_of_those_who_call_at_once_raises_an_emergency_for_another_roster(parts: Parts) -> None:
    with parts.database.transaction() as session:
        rosters = set(session.scalars(select(Emergency.roster)))
    assert rosters == {"water", "roads", "social", "county"}


def test_the_database_says_how_soon_somebody_was_rung(parts: Parts, database_url: str) -> None:
    with psycopg.connect(plain(database_url), autocommit=True) as database:
        assert seconds_of(database) == [None] * 4
        with parts.database.transaction() as session:
            session.execute(text(RING))
        assert awaited(database, 4) == [1.5] * 4
        for statement in STAND_DOWN:
            database.execute(statement)
        assert seconds_of(database) == []


def test_a_call_that_raises_nothing_ends_the_bench(parts: Parts, database_url: str) -> None:
    with parts.database.transaction() as session:
        session.execute(text(RING))
    with psycopg.connect(plain(database_url), autocommit=True) as database, pytest.raises(WrongAnswer, match="5 calls"):
        awaited(database, 5)
    with pytest.raises(WrongAnswer):
        Raising(BASE, 1).hear(503, b"")


def test_as_many_call_as_are_wanted() -> None:
    callers = (Raising(BASE, number) for number in range(10))
    assert [len(wave) for wave in waves(callers)] == [4, 4, 2]
