"""A turn and the end of its call at the same moment: whoever comes second, the case is folded from both."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from threading import Event, Thread
from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy import text

from afterhours.parts import Parts
from ivr.engine.inputs import Pressed
from ivr.runner import Runner
from ivr.store.calls import CallWork, Ending
from ivr.store.turn_path import DatabaseCalls, database_calls
from tests.afterhours.conftest import Caller

pytestmark = pytest.mark.database
LOCKED = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
ENGLISH, DOG = Pressed("1"), Pressed("2")


class Interrupted:
    """A unit of work in which something happens on another connection just before `moment` (a method) is done."""

    def __init__(self, work: CallWork, moment: str, happens: Callable[[], object]) -> None:
        self._work, self._moment, self._happens = work, moment, happens

    def __getattr__(self, name: str) -> Any:
        if name == self._moment:
            self._moment = ""
            self._happens()
        return getattr(self._work, name)


def interrupted(parts: Parts, moment: str, happens: Callable[[], object]) -> Runner:
    @contextmanager
    def works() -> Iterator[CallWork]:
        with database_calls(parts.database) as work:
            yield cast("CallWork", Interrupted(work, moment, happens))

    return Runner(works, parts.municipality, parts.addresses)


def call_of(caller: Caller) -> UUID:
    return caller.parts.runner.chronicle.ensure(caller.arrival, "a test asks")


def who_reports_a_dog(caller: Caller) -> tuple[str, str, str | None]:
    case = caller.case
    return case.kind, case.status, case.disposition


@pytest.fixture
def at_the_menu(caller: Caller) -> Caller:
    caller.rings()
    caller.gives(ENGLISH)
    return caller


def test_a_turn_that_was_read_before_the_end_and_written_after_it_is_folded_in(at_the_menu: Caller) -> None:
    runner = interrupted(at_the_menu.parts, "move", at_the_menu.is_over)
    runner.turn(call_of(at_the_menu), at_the_menu.turn, DOG)
    assert who_reports_a_dog(at_the_menu) == ("service_request", "new", "reported")


def test_an_end_that_was_read_before_the_turn_and_written_after_it_has_the_turn_in_it(at_the_menu: Caller) -> None:
    runner = interrupted(at_the_menu.parts, "end", lambda: reports_a_dog(at_the_menu.parts.runner, at_the_menu))
    ends(runner, at_the_menu)
    assert who_reports_a_dog(at_the_menu) == ("service_request", "new", "reported")


@pytest.mark.parametrize(
    ("first", "second"), [pytest.param(0, 1, id="the end waits"), pytest.param(1, 0, id="the turn waits")]
)
def test_whoever_waits_for_the_other_s_commit_takes_it_in(at_the_menu: Caller, first: int, second: int) -> None:
    """One is written and not yet committed when the other comes, on another connection."""
    parts, doing = at_the_menu.parts, (reports_a_dog, ends)
    with parts.database.unit_of_work() as outer:
        borrowed = Runner(lambda: nullcontext(DatabaseCalls(outer)), parts.municipality, parts.addresses)
        with outer.transaction():
            doing[first](borrowed, at_the_menu)
            other = Thread(target=doing[second], args=(parts.runner, at_the_menu))
            other.start()
            assert somebody_waits_for_a_lock(parts)
    other.join(10)
    assert not other.is_alive()
    assert who_reports_a_dog(at_the_menu) == ("service_request", "new", "reported")


def test_a_turn_that_postgresql_undoes_for_a_deadlock_is_written_again(at_the_menu: Caller) -> None:
    """Somebody holds the case and wants the call, while the turn has the call and wants the case."""
    parts, call = at_the_menu.parts, call_of(at_the_menu)
    with parts.database.transaction() as other:
        other.execute(text('select from "case" where call_id = :id for update'), {"id": call})
        turn = Thread(target=reports_a_dog, args=(parts.runner, at_the_menu))
        turn.start()
        assert somebody_waits_for_a_lock(parts)
        other.execute(text("update call set end_status = end_status where id = :id"), {"id": call})
    turn.join(10)
    assert at_the_menu.case.kind == "service_request"


def reports_a_dog(runner: Runner, caller: Caller) -> None:
    runner.turn(call_of(caller), caller.turn, DOG)


def ends(runner: Runner, caller: Caller) -> None:
    runner.chronicle.end(caller.arrival, Ending("completed", 60))


def somebody_waits_for_a_lock(parts: Parts) -> bool:
    pause = Event()
    for _ in range(200):
        with parts.database.transaction() as session:
            if session.scalar(LOCKED):
                return True
        pause.wait(0.005)
    return False
