"""A call by day turns out to be about a person at risk: it leaves every screen but their group's, and the caller is led
to one of them without being cut off.

Screenshots of each moment are left in `screenshots/story-restricted-talk` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.county import RESIDENT, TUESDAY_MORNING
from tests.support.pages import fits, shots
from tests.support.shift import Shift, a_shift
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

shoot = shots("story-restricted-talk")
AGENT, WORKER = "+15195550191", "+15195550192"


@pytest.fixture
def shift(browser: Any, database_url: str, tmp_path: Path) -> Iterator[Shift]:
    with a_shift(browser, database_url, tmp_path, TUESDAY_MORNING) as made:
        yield made


def test_a_talk_that_becomes_another_group_s_is_handed_to_them(shift: Shift) -> None:
    joanne = shift.comes("joanne", Role.COUNTY_AGENT, name="Joanne Piche", telephone=AGENT, groups=["county-desk"])
    nora = shift.comes("nora", Role.COUNTY_AGENT, name="Nora Field", telephone=WORKER, groups=["social-duty"])
    shift.comes("tom", Role.SUPERVISOR, name="Tom Reyes", groups=["county-desk"])
    assert joanne
    assert nora
    page = shift.desk("joanne", "/desk/lines")
    caller = shift.county.phone().hears("9 1 1").presses("1").hears("For a person").presses("0")
    joanne.rings().answers().hears("A caller is waiting").presses("1").waits(12).is_connected_to(RESIDENT)
    case = shift.county.case()
    onlooker = shift.desk("tom", f"/desk/cases/{case.number}")
    onlooker.get_by_role("heading", name="Cases that belong together").wait_for()
    typing = shift.desk("tom", f"/desk/calls/{case.call_id}")
    typing.locator("#subject").fill("Mill Road")

    page.goto(f"/desk/calls/{case.call_id}")
    page.locator("#service").select_option("duty-social-worker")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    bar = page.locator(".offer")
    bar.get_by_text("Only the group Duty social workers sees this case by now").wait_for()
    onlooker.get_by_role("heading", name="Cases that belong together").wait_for(state="detached")
    typing.locator("#subject").wait_for(state="detached")
    typing.get_by_text("There is nothing at this address").wait_for()
    shoot(onlooker, "1-gone-for-others")
    shoot(page, "1-still-talking")
    assert fits(page)

    bar.get_by_role("button", name="Ask Duty social workers").click()
    bar.get_by_text("is being called").wait_for()
    shoot(page, "2-asked")
    nora.rings().answers().hears("hands a caller over").presses("1").waits(5)
    bar.get_by_text("is on the line with you").wait_for()
    shoot(page, "3-on-the-line")
    bar.get_by_role("button", name="Connect the caller").click()
    bar.get_by_role("button", name="Leave the talk").wait_for()
    caller.waits(5)
    bar.get_by_role("button", name="Leave the talk").click()
    shift.waits(5)
    nora.is_connected_to(RESIDENT)
    page.locator(".presence-state").get_by_text("Wrapping up").wait_for()
    worker = shift.desk("nora", f"/desk/calls/{case.call_id}")
    worker.get_by_role("heading", name="Details").wait_for()
    shoot(worker, "4-theirs")
    caller.hangs_up()
