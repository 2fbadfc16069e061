"""Callers whose case only one group may see, over the telephones of the county: their group is rung and nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.simulator.called import person
from tests.support.day import ASKS, CLINIC, FLOW, NIGHT_LINE, SWITCHBOARD, SWITCHBOARD_NUMBER, Day, a_day

pytestmark = pytest.mark.database
RESIDENT = "+15195550123"
PLAIN, MARKED = "language: {language: offer, next: line}", "language: {language: offer, next: mark}"
MARK = f"{MARKED}\n  mark: {{case: {{service: duty-social-worker}}, next: line}}"


@pytest.fixture
def day(database_url: str, tmp_path: Path) -> Iterator[Day]:
    """The lines by day and by night are called about a person at risk; the clinic's by anybody."""
    flows = {name: flow.replace(PLAIN, MARK) for name, flow in (("main", FLOW), ("night", SWITCHBOARD))}
    with a_day(database_url, tmp_path, **flows) as made:
        yield made


def test_their_own_group_is_rung_while_the_desk_that_was_asked_serves_the_next_caller(day: Day) -> None:
    ann, sol = day.agent("ann"), day.agent("sol", groups=("social-duty",))
    caller = day.caller()
    sol.rings().answers().hears("A caller is waiting").presses("1").waits(5).is_connected_to(RESIDENT)
    ann.is_not_rung()
    other = day.caller("+15195550124", to=CLINIC)
    ann.rings().answers().hears("A caller is waiting").presses("1").waits(5).is_connected_to("+15195550124")
    caller.hangs_up()
    other.hangs_up()
    day.waits(5)
    assert day.rows("select group_name from offer order by offered_at") == [("social_duty",), ("county_desk",)]


def test_no_switchboard_is_rung_and_where_nobody_of_the_group_is_there_the_caller_is_led_on(day: Day) -> None:
    switchboard = person(day.county.network, SWITCHBOARD_NUMBER, "Nightline")
    caller = day.caller(to=NIGHT_LINE)
    caller.waits(150).hears("To go on without, press 2").presses("2").hears("Please leave a message")
    switchboard.is_not_rung()
    assert day.rows("select count(*) from offer") == [(0,)]
    caller.hangs_up()


def test_whoever_is_asked_once_is_led_on_at_once(database_url: str, tmp_path: Path) -> None:
    clinic = ASKS.replace(PLAIN, MARK)
    with a_day(database_url, tmp_path, **{"flu-clinic": clinic}) as day:
        ann = day.agent("ann")
        day.caller(to=CLINIC).waits(10).hears("Please leave a message").hangs_up()
        ann.is_not_rung()


def test_their_place_is_kept_for_a_callback_by_their_group(day: Day) -> None:
    resident, ann = person(day.county.network, RESIDENT, "the resident"), day.agent("ann")
    caller = day.caller().hears("To be called back and keep your place, press 1").presses("1")
    caller.hears("press 1").presses("1").hears("Goodbye").hangs_up()
    day.waits(30)
    ann.is_not_rung()
    sol = day.agent("sol", groups=("social-duty",))
    sol.rings().answers().hears("to be called back").presses("1").hears("We ring them now")
    resident.rings().answers().waits(3).is_connected_to(sol.number)
    resident.hangs_up()
