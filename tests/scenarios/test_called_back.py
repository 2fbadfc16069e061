"""Called back at the place that was kept: the agent's telephone rings first, then the resident's."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from afterhours.services.queue.callbacks import list_callbacks, take_callback
from ivr.simulator.called import person
from tests.support.day import Day, a_day
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
