"""How often a turn asks PostgreSQL: an ordinary one twice, also when it adds to the case, and none more than thrice."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
import sqlalchemy

from afterhours.parts import Parts
from afterhours.services.duty import live_hours
from afterhours.services.give_life_sign import give_life_sign
from ivr.engine.inputs import Input, Pressed, Recorded, Said, Silent
from tests.afterhours.conftest import Caller

pytestmark = pytest.mark.database
ENGLISH, PIPE, DOG, WRONG = Pressed("1"), Pressed("1"), Pressed("2"), Pressed("9")
ADDRESS = Said("12 Main Street")


@pytest.fixture
def asked(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement of the process, once it has loaded its revision and drawn its case numbers.

    The orders to open and close are read anew once a second, however many calls there are: here this second lasts.
    """
    monkeypatch.setattr(live_hours, "FRESH", timedelta(hours=1))
    statements: list[str] = []

    class Counting(psycopg.Cursor[Any]):
        def execute(self, query: Any, *rest: Any, **more: Any) -> Any:
            statements.append(str(query))
            return super().execute(query, *rest, **more)

    def count(connection: psycopg.Connection[Any], _: object) -> None:
        connection.cursor_factory = Counting

    with parts.database.transaction() as session:
        give_life_sign(session, "scheduler", parts.real_clock.now())
    parts.database.forget_connections()
    sqlalchemy.event.listen(parts.database.engine, "connect", count)
    Caller(parts, "CA0", from_="+15195550144").rings()
    statements.clear()
    return statements


@pytest.mark.parametrize(
    ("before", "given", "statements"),
    [
        pytest.param([], ENGLISH, 2, id="a language is chosen"),
        pytest.param([ENGLISH], WRONG, 2, id="a wrong key"),
        pytest.param([ENGLISH], DOG, 2, id="something is reported"),
        pytest.param([ENGLISH], PIPE, 2, id="an emergency is raised"),
        pytest.param([ENGLISH, PIPE], ADDRESS, 4, id="its place is told: is it known, and how does it stand"),
        pytest.param([ENGLISH, PIPE, ADDRESS], Silent(), 3, id="a look from the waiting room"),
        pytest.param([ENGLISH, DOG], Recorded("RE1", 12), 2, id="a message is left"),
    ],
)
def test_a_turn_is_one_read_and_one_write(
    caller: Caller, asked: list[str], before: list[Input], given: Input, statements: int
) -> None:
    call_id = reached(caller, before)
    asked.clear()
    caller.parts.runner.turn(call_id, caller.turn, given)
    assert len(asked) == statements
    assert asked[-1].startswith("with moved as (update call")


def test_a_first_turn_is_two_reads_and_one_write(caller: Caller, asked: list[str]) -> None:
    caller.rings()
    assert len(asked) == 3
    assert asked[-1].startswith("with moved as (insert into call")
    assert 'insert into "case"' in asked[-1]
    assert "insert into turn" in asked[-1]


def test_a_repeated_request_is_one_read(caller: Caller, asked: list[str]) -> None:
    call_id = reached(caller, [ENGLISH])
    asked.clear()
    caller.parts.runner.turn(call_id, caller.turn - 1, ENGLISH)
    assert len(asked) == 1


def test_the_end_of_a_call_is_two_reads_and_one_write(caller: Caller, asked: list[str]) -> None:
    reached(caller, [ENGLISH, DOG])
    asked.clear()
    caller.is_over()
    assert len(asked) == 3
    assert 'update "case"' in asked[-1]


def reached(caller: Caller, before: list[Input]) -> Any:
    """The id of a call that has been led so far."""
    caller.rings()
    for given in before:
        caller.gives(given)
    return caller.parts.runner.chronicle.ensure(caller.arrival, "a test asks")
