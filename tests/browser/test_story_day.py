"""A call by day: in line, called back at the place that was kept, and the agent is there for the next one.

Screenshots of each moment are left in `screenshots/story-day` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ivr.simulator.called import Answerer
from ivr.simulator.story import Caller
from tests.support.county import RESIDENT, TUESDAY_MORNING
from tests.support.pages import fits, shots
from tests.support.shift import Shift, a_shift
from tests.webhooks.pages.world import PASSWORD
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

shoot = shots("story-day")
SECOND, AGENT = "+15195550124", "+15195550191"


@pytest.fixture
def shift(browser: Any, database_url: str, tmp_path: Path) -> Iterator[Shift]:
    with a_shift(browser, database_url, tmp_path, TUESDAY_MORNING) as made:
        yield made


def asks_for_a_person(shift: Shift, number: str = RESIDENT) -> Caller:
    return shift.county.phone(from_=number).hears("9 1 1").presses("1").hears("For a person").presses("0")


def keeps_the_place(shift: Shift) -> None:
    """The second caller hears how long it takes, asks to be called back, and hangs up."""
    caller = asks_for_a_person(shift, SECOND).hears("You are next").hears("keep your place, press 1")
    caller.presses("1").hears("We call you back at").presses("1").hears("when it is your turn").hears("Goodbye")
    caller.hangs_up()
    shift.waits(2)


def takes_the_first(shift: Shift, joanne: Answerer, page: Any) -> Caller:
    first = asks_for_a_person(shift)
    joanne.rings()
    page.locator(".offer").get_by_text("A call for you").wait_for()
    shoot(page, "1-offered")
    joanne.answers().hears("A caller is waiting").presses("1").waits(12).is_connected_to(RESIDENT)
    page.locator(".offer").get_by_text("You are talking").wait_for()
    return first


def writes_up(page: Any, subject: str) -> None:
    page.locator("#subject").fill(subject)
    page.locator("#did").fill("Told them when the plough comes")
    page.locator("#disposition").select_option("dealt_with")
    page.locator("#avoidable").select_option("no")
    page.locator("fieldset", has_text="Settled in this call").get_by_label("Yes").check()


def test_a_day_call_through_the_line_with_a_callback(shift: Shift) -> None:
    joanne = shift.comes("joanne", Role.COUNTY_AGENT, name="Joanne Piche", telephone=AGENT, groups=["county-desk"])
    assert joanne
    resident = shift.telephone(SECOND, "the second caller")
    page = shift.desk("joanne", "/desk/lines")
    first = takes_the_first(shift, joanne, page)
    keeps_the_place(shift)
    page.locator(".promises").get_by_text("(519) 555-0124", exact=True).wait_for()
    shoot(page, "2-the-board")

    page.get_by_role("link", name="Open the call").click()
    page.get_by_role("heading", name="Details").wait_for()
    writes_up(page, "When is Mill Road ploughed?")
    first.hangs_up()
    shift.waits(5)
    page.locator(".presence-state").get_by_text("Wrapping up").wait_for()
    shoot(page, "3-wrapping-up")
    with page.expect_navigation():
        page.get_by_role("button", name="Save and finish the call").click()
    shoot(page, "3-finished")
    page.get_by_text("The call is finished").wait_for(timeout=1000)

    joanne.rings()
    page.locator(".offer").get_by_text("You are rung for a callback").wait_for()
    shoot(page, "4-rung-for-a-callback")
    joanne.answers().hears("to be called back").presses("1").hears("We ring them now")
    resident.rings().answers().waits(3).is_connected_to(AGENT)
    page.get_by_role("link", name="Open the call").click()
    page.get_by_role("heading", name="Details").wait_for()
    shoot(page, "5-called-back")
    writes_up(page, "A lost glove on the bus")
    resident.waits(30).hangs_up()
    joanne.hears("did not reach the person").hangs_up()
    shift.waits(5)
    assert shift.rows("select state, jsonb_array_length(attempts) from callback") == [("reached", 1)]
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    page.get_by_role("button", name="Next call").click()
    page.locator(".presence-state").get_by_text("Available").wait_for()
    assert fits(page)
    shoot(page, "6-the-next-call")
    board = shift.desk("joanne", "/desk/lines", size="narrow", scheme="dark")
    board.get_by_text("Nobody is to be called back").wait_for()
    shoot(board, "7-the-board-afterwards")


def test_what_an_agent_writes_in_a_call_survives_the_network_and_the_session(shift: Shift) -> None:
    joanne = shift.comes("joanne", Role.COUNTY_AGENT, name="Joanne Piche", telephone=AGENT, groups=["county-desk"])
    assert joanne
    page = shift.desk("joanne", "/desk/lines")
    takes_the_first(shift, joanne, page)
    page.get_by_role("link", name="Open the call").click()
    page.get_by_role("heading", name="Details").wait_for()
    page.locator("#subject").fill("The plough")
    address = page.url
    page.route("**/details", lambda route: route.abort())
    page.route("**/draft", lambda route: route.abort())
    page.locator("#did").fill("Told them when it comes")
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/details")):
        page.get_by_role("button", name="Save", exact=True).click()
    page.unroute_all()
    page.goto(address)
    page.get_by_text("What you had typed is not saved yet.").wait_for()
    assert (page.locator("#subject").input_value(), page.locator("#did").input_value()) == (
        "The plough",
        "Told them when it comes",
    )
    shift.rows("update user_session set revoked_at = now() returning 1")
    page.locator("#did").fill("Told them, and wrote it down")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("what you sent was not saved").wait_for()
    page.get_by_label("Login").fill("joanne")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(address)
    page.get_by_text("What you had typed is not saved yet.").wait_for()
    assert page.locator("#did").input_value() == "Told them, and wrote it down"
