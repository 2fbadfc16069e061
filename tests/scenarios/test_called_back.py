"""Called back at the place that was kept: the agent's telephone rings first, then the resident's."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from afterhours.services.queue import transfers
from afterhours.services.queue.callbacks import list_callbacks, take_callback
from ivr.simulator.called import Answerer, person
from tests.support.day import INTERPRETER, OFFICE, Day, a_day
from tests.support.lines import TENANT, is_there

pytestmark = pytest.mark.database
RESIDENT, SECOND = "+15195550123", "+15195550124"
STANDS = "select state, jsonb_array_length(attempts) from callback"


@pytest.fixture
def day(database_url: str, tmp_path: Path) -> Iterator[Day]:
    with a_day(database_url, tmp_path) as made:
        yield made


def asks_to_be_called_back(day: Day) -> None:
    """Presses 1 in line, agrees to the number, and hangs up."""
    caller = day.caller().hears("To be called back and keep your place, press 1").presses("1")
    caller.hears("press 1").presses("1").hears("Goodbye").hangs_up()


def test_whoever_kept_their_place_is_called_back_before_those_who_came_later(day: Day) -> None:
    resident = person(day.county.network, RESIDENT, "the resident")
    asks_to_be_called_back(day)
    later = day.caller(SECOND).hears("To be called back")
    ann = day.agent("ann")
    ann.rings().answers().hears("to be called back").presses("1").hears("We ring them now")
    resident.rings().answers().waits(3).is_connected_to(ann.number)
    resident.waits(30).hangs_up()
    ann.hears("did not reach the person").hangs_up()
    day.waits(5)
    assert day.rows(STANDS) == [("reached", 1)]
    assert day.rows("select to_e164, state from offer where purpose = 'resident'") == [("", "over")]
    ann.rings(within=60).answers().hears("A caller is waiting").presses("1").waits(5).is_connected_to(SECOND)
    later.hangs_up()


def test_a_resident_who_does_not_answer_is_tried_again_and_at_last_stays_on_the_list(day: Day) -> None:
    day.county.network.callee(RESIDENT).no_answer()
    asks_to_be_called_back(day)
    ann = day.agent("ann")
    for _ in range(3):
        ann.rings().answers().hears("to be called back").presses("1").hears("We ring them now")
        ann.waits(60).hears("They did not answer").hangs_up()
        day.waits(5)
        day.county.at(day.now() + timedelta(minutes=25))
    assert day.rows(STANDS) == [("exhausted", 3)]
    ann.is_not_rung(for_=5)
    with day.parts.database.transaction() as session:
        assert [each.number for each in list_callbacks(session, [TENANT])] == [RESIDENT]


def test_an_agent_may_take_one_from_the_list(day: Day) -> None:
    resident = person(day.county.network, RESIDENT, "the resident")
    ann = day.agent("ann")
    is_there(day.parts, day.agents["ann"], ann.number, "busy")
    asks_to_be_called_back(day)
    with day.parts.database.transaction() as session:
        (callback,) = list_callbacks(session, [TENANT])
        take_callback(session, callback.id, day.agents["ann"], day.now())
    ann.rings().answers().hears("We ring them now")
    resident.rings().answers().waits(3).is_connected_to(ann.number)


def test_nothing_of_a_callback_is_lost_while_the_scheduler_is_dead(day: Day) -> None:
    resident = person(day.county.network, RESIDENT, "the resident")
    asks_to_be_called_back(day)
    day.county.wakings.asleep = True
    ann = day.agent("ann")
    day.waits(120)
    ann.is_not_rung()
    day.county.wakings.asleep = False
    ann.rings().answers().hears("to be called back").presses("1").hears("We ring them now")
    resident.rings()


@pytest.fixture
def called_back(day: Day) -> tuple[Answerer, Answerer]:
    """A resident who is called back and talks with ann: (resident, ann)."""
    resident = person(day.county.network, RESIDENT, "the resident")
    asks_to_be_called_back(day)
    ann = day.agent("ann")
    ann.rings().answers().hears("to be called back").presses("1").hears("We ring them now")
    resident.rings().answers().waits(3).is_connected_to(ann.number)
    return resident, ann


def wishes(day: Day, wish: Callable[..., Any], *told: Any) -> None:
    """What ann presses on her page."""
    with day.parts.database.transaction() as session:
        site = (day.parts.site,) if wish in (transfers.transfer, transfers.connect_third) else ()
        wish(session, *site, day.user("ann"), *told, day.now())


def test_an_interpreter_comes_into_the_talk_of_a_callback(day: Day, called_back: tuple[Answerer, Answerer]) -> None:
    resident, ann = called_back
    interpreter = person(day.county.network, INTERPRETER, "the interpreter")
    wishes(day, transfers.connect_third, "interpreters")
    interpreter.rings().answers().hears("asked to interpret").presses("1").waits(5)
    interpreter.is_connected_to(RESIDENT).is_connected_to(ann.number)
    resident.hangs_up()
    interpreter.hears("Goodbye")
    ann.hears("did not reach the person").hangs_up()
    day.waits(5)
    assert day.rows(STANDS) == [("reached", 1)]


def test_whoever_is_called_back_is_told_holds_and_is_handed_over(
    day: Day, called_back: tuple[Answerer, Answerer]
) -> None:
    resident, ann = called_back
    office = person(day.county.network, OFFICE, "the roads office")
    wishes(day, transfers.transfer, "roads-office")
    resident.waits(3).hears("A colleague is being asked")
    office.rings().answers().hears("hands a caller over").presses("1").waits(5).is_connected_to(ann.number)
    wishes(day, transfers.connect)
    resident.waits(5).is_connected_to(OFFICE).is_connected_to(ann.number)
    wishes(day, transfers.leave)
    resident.waits(5).is_connected_to(OFFICE)
    assert day.rows("select state from agent_presence") == [("wrap_up",)]
    office.hangs_up()
    resident.waits(5).hears("Goodbye")
    day.waits(5)
    assert day.rows(STANDS) == [("reached", 1)]


def test_whoever_is_called_back_comes_back_when_the_colleague_declines(
    day: Day, called_back: tuple[Answerer, Answerer]
) -> None:
    resident, ann = called_back
    office = person(day.county.network, OFFICE, "the roads office")
    wishes(day, transfers.transfer, "roads-office")
    office.rings().answers().hears("hands a caller over").presses("2")
    resident.waits(8).is_connected_to(ann.number)


def test_a_resident_who_hangs_up_on_hold_ends_the_consultation(
    day: Day, called_back: tuple[Answerer, Answerer]
) -> None:
    resident, ann = called_back
    office = person(day.county.network, OFFICE, "the roads office")
    wishes(day, transfers.transfer, "roads-office")
    office.rings().answers().hears("hands a caller over").presses("1").waits(5).is_connected_to(ann.number)
    resident.hangs_up()
    ann.waits(3).hears("did not reach the person").hangs_up()
    office.call_ended()
    day.waits(5)
    assert day.rows(STANDS) == [("reached", 1)]


def test_an_agent_whose_telephone_dies_while_they_call_back_has_reached_them(
    day: Day, called_back: tuple[Answerer, Answerer]
) -> None:
    resident, ann = called_back
    ann.waits(20).hangs_up()
    resident.waits(3).hears("Goodbye")
    day.waits(5)
    assert day.rows(STANDS) == [("reached", 1)]


def test_an_agent_who_hangs_up_while_the_resident_is_rung_leaves_it_due(day: Day) -> None:
    resident = person(day.county.network, RESIDENT, "the resident")
    asks_to_be_called_back(day)
    ann = day.agent("ann")
    ann.rings().answers().hears("to be called back").presses("1").hears("We ring them now")
    resident.rings()
    ann.hangs_up()
    day.waits(5)
    resident.is_not_rung()
    assert day.rows(STANDS) == [("due", 0)]
