"""Others in a talk: a colleague is asked while the caller holds, everybody is put together; an interpreter comes in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from afterhours.services.queue import transfers
from ivr.simulator.called import Answerer, person
from ivr.simulator.story import Caller
from tests.support.day import INTERPRETER, OFFICE, Day, a_day

pytestmark = pytest.mark.database
RESIDENT = "+15195550123"


@pytest.fixture
def day(database_url: str, tmp_path: Path) -> Iterator[Day]:
    with a_day(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def talk(day: Day) -> tuple[Caller, Answerer]:
    """A caller who talks with ann."""
    ann = day.agent("ann")
    caller = day.caller()
    ann.rings().answers().hears("A caller is waiting").presses("1").waits(10).is_connected_to(RESIDENT)
    return caller, ann


def wishes(day: Day, wish: Callable[..., Any], *told: Any) -> None:
    """What ann presses on her page."""
    with day.parts.database.transaction() as session:
        site = (day.parts.site,) if wish in (transfers.transfer, transfers.connect_third) else ()
        wish(session, *site, day.user("ann"), *told, day.now())


def test_a_caller_is_told_holds_and_is_handed_over_to_a_colleague_who_was_asked_first(
    day: Day, talk: tuple[Caller, Answerer]
) -> None:
    caller, ann = talk
    office = person(day.county.network, OFFICE, "the roads office")
    wishes(day, transfers.transfer, "roads-office")
    caller.waits(3).hears("A colleague is being asked")
    office.rings().answers().hears("hands a caller over").presses("1")
    office.waits(5).is_connected_to(ann.number)
    wishes(day, transfers.connect)
    caller.waits(5).is_connected_to(OFFICE).is_connected_to(ann.number)
    wishes(day, transfers.leave)
    caller.waits(5).is_connected_to(OFFICE)
    assert day.rows("select state from agent_presence") == [("wrap_up",)]
    office.hangs_up()
    caller.hears("If you were cut off").waits(20).hears("Goodbye")


def test_a_colleague_who_declines_gives_the_caller_back(day: Day, talk: tuple[Caller, Answerer]) -> None:
    caller, ann = talk
    office = person(day.county.network, OFFICE, "the roads office")
    wishes(day, transfers.transfer, "roads-office")
    office.rings().answers().hears("hands a caller over").presses("2").hears("Somebody else is asked")
    caller.waits(8).is_connected_to(ann.number)
    ann.hangs_up()
    caller.waits(16).hears("Goodbye")


def test_asking_can_be_taken_back_while_it_rings(day: Day, talk: tuple[Caller, Answerer]) -> None:
    caller, ann = talk
    office = person(day.county.network, OFFICE, "the roads office")
    wishes(day, transfers.transfer, "roads-office")
    office.rings()
    wishes(day, transfers.cancel_transfer)
    caller.waits(8).is_connected_to(ann.number)
    office.is_not_rung()


def test_who_is_cut_off_during_the_consultation_leaves_the_caller_with_the_colleague(
    day: Day, talk: tuple[Caller, Answerer]
) -> None:
    caller, ann = talk
    office = person(day.county.network, OFFICE, "the roads office")
    wishes(day, transfers.transfer, "roads-office")
    office.rings().answers().hears("hands a caller over").presses("1").waits(4)
    ann.hangs_up()
    caller.waits(8).is_connected_to(OFFICE)


def test_an_interpreter_comes_into_the_talk_and_may_leave_it(day: Day, talk: tuple[Caller, Answerer]) -> None:
    caller, ann = talk
    interpreter = person(day.county.network, INTERPRETER, "the interpreter")
    wishes(day, transfers.connect_third, "interpreters")
    interpreter.rings().answers().hears("asked to interpret").presses("1").waits(5)
    interpreter.is_connected_to(RESIDENT).is_connected_to(ann.number)
    interpreter.hangs_up()
    caller.waits(5).is_connected_to(ann.number)
    ann.hangs_up()
    caller.hears("If you were cut off").waits(20).hears("Goodbye")


def test_a_caller_who_hangs_up_on_hold_ends_the_consultation(day: Day, talk: tuple[Caller, Answerer]) -> None:
    caller, ann = talk
    office = person(day.county.network, OFFICE, "the roads office")
    wishes(day, transfers.transfer, "roads-office")
    office.rings()
    caller.waits(4).hangs_up()
    ann.waits(5).call_ended()
    office.is_not_rung()
