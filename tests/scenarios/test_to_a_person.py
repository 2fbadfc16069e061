"""Key 0 in the demonstration's flows: by day the county's own desk, by night the answering company's switchboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.simulator.called import person
from tests.support.county import SATURDAY_NIGHT, TUESDAY_MORNING, County, county
from tests.support.lines import a_user, is_there
from tests.support.scheduled import at_work

pytestmark = pytest.mark.database
SWITCHBOARD, DESK, RESIDENT = "+15195550160", "+15195550181", "+15195550123"
KENT = "+441632960123"


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[County]:
    with county(database_url, tmp_path) as made:
        yield made


def test_by_day_the_caller_is_put_through_to_an_agent_of_the_county(served: County) -> None:
    with at_work(served.at(TUESDAY_MORNING)):
        is_there(served.parts, a_user(served.parts, "ann"), DESK)
        caller = served.phone().hears("9 1 1").presses("1").presses("0")
        ann = person(served.network, DESK, "ann")
        ann.rings().answers().hears("County line, Long Point County. A caller is waiting.").presses("1")
        ann.hears("The caller is on the line").waits(12).is_connected_to(RESIDENT)
        caller.hears("This call is recorded").hears("Somebody is on the line for you now")
        ann.hangs_up()
        caller.hears("This conversation has ended")
        served.network.wait(20)
        caller.hears("We hope that we could help")


def test_by_day_while_nobody_is_there_a_callback_is_offered_and_taken(served: County) -> None:
    with at_work(served.at(TUESDAY_MORNING)):
        caller = served.phone().hears("9 1 1").presses("1").presses("0")
        caller.hears("Nobody is there to answer").hears("/static/music/quiet.wav").presses("1").hears(
            "5 1 9, 5 5 5, 0 1 2 3"
        ).presses("1")
        caller.hears("You can hang up now")


@pytest.mark.parametrize(
    ("line", "caller", "said"),
    [
        ("+15195550120", RESIDENT, "Night line, Long Point County. A caller is waiting."),
        ("+441632960100", KENT, "Wealden Vale night line, Wealden Vale Borough Council. A caller is waiting."),
    ],
    ids=["the county", "a partner council"],
)
def test_by_night_the_switchboard_may_hold_the_offer_until_a_human_being_presses_the_key(
    served: County, line: str, caller: str, said: str
) -> None:
    with at_work(served.at(SATURDAY_NIGHT)):
        call = served.phone(from_=caller, to=line)
        (call.waits(4) if line.startswith("+1") else call.hears("9 9 9").presses("0")).hears("looking for somebody")
        board = person(served.network, SWITCHBOARD, "Nightline").rings().answers().waits(200)
        board.hears(said).presses("1").hears("this is your code").presses("2").waits(25).is_connected_to(caller)


def test_by_night_whom_the_switchboard_does_not_take_the_duty_manager_does(served: County) -> None:
    served.callee("duty-manager").answers_and_presses("1")
    with at_work(served.at(SATURDAY_NIGHT)):
        call = served.phone(to="+15195550120").waits(4).hears("looking for somebody")
        person(served.network, SWITCHBOARD, "Nightline").rings().declines()
        call.waits(30).is_connected_to(served.people["duty-manager"])
