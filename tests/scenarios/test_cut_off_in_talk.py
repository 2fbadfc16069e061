"""Whoever answered is gone, and the caller is still there: they hear so at once, and go back in front of their line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from afterhours.services.queue import transfers
from ivr.simulator.called import person
from tests.support.day import OFFICE, Day, a_day

pytestmark = pytest.mark.database
RESIDENT, LATER = "+15195550123", "+15195550124"


@pytest.fixture
def day(database_url: str, tmp_path: Path) -> Iterator[Day]:
    with a_day(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def deaf(day: Day) -> Day:
    """No word of how a leg goes arrives."""
    day.county.network.faults.unreachable = lambda url: "/voice/leg/" in url and url.endswith("/status")
    return day


def test_a_caller_whose_agent_s_telephone_dies_is_answered_before_everybody_who_came_later(deaf: Day) -> None:
    ann = deaf.agent("ann")
    caller = deaf.caller()
    ann.rings().answers().hears("A caller is waiting").presses("1").waits(30).is_connected_to(RESIDENT)
    later = deaf.caller(LATER).hears("You are next")
    ann.hangs_up()
    caller.hears("If you were cut off").presses("1").hears("You are back in line").hears("You are next")
    assert deaf.rows("select state, result from queued_call where call_id is not null order by entered_at, state") == [
        ("over", "cut_off"),
        ("waiting", None),
        ("waiting", "cut_off"),
    ]
    bo = deaf.agent("bo")
    bo.rings().answers().hears("A caller is waiting").presses("1").waits(5).is_connected_to(RESIDENT)
    later.hangs_up()


def test_an_agent_whose_telephone_died_is_not_taken_for_talking_though_no_word_of_it_came(deaf: Day) -> None:
    ann = deaf.agent("ann")
    deaf.caller()
    ann.rings().answers().hears("A caller is waiting").presses("1").waits(30).is_connected_to(RESIDENT)
    ann.hangs_up()
    deaf.waits(3)
    assert deaf.rows("select state from agent_presence") == [("wrap_up",)]


def test_a_caller_who_is_left_alone_in_a_shared_talk_hears_it_at_once(deaf: Day) -> None:
    ann = deaf.agent("ann")
    caller = deaf.caller()
    ann.rings().answers().hears("A caller is waiting").presses("1").waits(10)
    office = person(deaf.county.network, OFFICE, "the roads office")
    with deaf.parts.database.transaction() as session:
        transfers.transfer(session, deaf.parts.site, deaf.user("ann"), "roads-office", deaf.now())
    office.rings().answers().hears("hands a caller over").presses("1").waits(5)
    with deaf.parts.database.transaction() as session:
        transfers.connect(session, deaf.user("ann"), deaf.now())
    caller.waits(5).is_connected_to(OFFICE).is_connected_to(ann.number)
    ann.hangs_up()
    caller.waits(5).is_connected_to(OFFICE)
    office.hangs_up()
    caller.waits(3).hears("If you were cut off").presses("1").hears("You are back in line")
