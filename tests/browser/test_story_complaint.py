"""A complaint from its receipt to its end: a caller complains by telephone, the desk leads it, and it is late once.

Screenshots of each moment are left in `screenshots/story-complaint` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from afterhours.rules.case_numbers import written
from tests.support.county import RESIDENT, TUESDAY_MORNING
from tests.support.pages import fits, shots
from tests.support.shift import Shift, a_shift
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

shoot = shots("story-complaint")
AFTER_THE_LAST_DAY = datetime(2026, 12, 9, 9, 0, tzinfo=ZoneInfo("America/Toronto"))


@pytest.fixture
def shift(browser: Any, database_url: str, tmp_path: Path) -> Iterator[Shift]:
    with a_shift(browser, database_url, tmp_path, TUESDAY_MORNING) as made:
        yield made


def complains(shift: Shift) -> None:
    """By telephone, with the keys for it, into a recording."""
    caller = shift.county.phone().hears("9 1 1").presses("1")
    for key in ("5", "5", "4"):
        caller.hears("press").presses(key)
    caller.waits(20).says("The plough came three days late").waits(20).hangs_up()
    shift.waits(30)


def test_a_complaint_from_receipt_to_closing(shift: Shift) -> None:
    shift.comes("nora", Role.COUNTY_AGENT, name="Nora Field", groups=["county-desk"])
    shift.is_written_to("joanne", "joanne@longpoint.example")
    complains(shift)
    number = shift.county.case().number
    desk = shift.desk("nora")
    desk.get_by_role("link", name=written(number)).click()
    desk.get_by_role("link", name="Lead the complaint").click()
    desk.get_by_role("heading", name="What to do now").wait_for()
    shoot(desk, "1-received")

    desk.get_by_role("button", name="Give the receipt").click()
    desk.locator("#how-fault").wait_for()
    shoot(desk, "2-how-is-missing")
    desk.get_by_label("text", exact=False).first.check()
    desk.get_by_role("button", name="Give the receipt").click()
    desk.get_by_role("group", name="To whoever answers for it").wait_for()
    shift.waits(30)
    receipts = shift.rows("select to_number from text_message where direction = 'out' and purpose like '%receipt%'")
    assert receipts == [(RESIDENT,)]
    shoot(desk, "3-receipt-given")

    desk.get_by_label("That was not possible").check()
    desk.get_by_label("To whom, or why not").fill("The roads office was closed")
    desk.get_by_role("button", name="Write it down").click()
    desk.get_by_role("group", name="The answer was given").wait_for()

    shift.county.at(AFTER_THE_LAST_DAY)
    shift.waits(120)
    desk.reload()
    desk.get_by_text("overdue").wait_for()
    desk.get_by_text("level 1 of 2").wait_for()
    letters = shift.rows("select payload ->> 'to', payload ->> 'subject' from outbox where kind = 'mail'")
    assert [subject for to, subject in letters if to == "joanne@longpoint.example" and written(number) in subject]
    shoot(desk, "4-late-and-passed-up")

    desk.get_by_label("partly", exact=False).check()
    desk.get_by_label("Remedy").fill("The street is on the first round now.")
    desk.get_by_label("Lessons").fill("Dead ends are ploughed with their street.")
    desk.get_by_role("button", name="It is answered").click()
    desk.get_by_role("button", name="Close the complaint").click()
    desk.get_by_text("Nothing: it is over.").wait_for()
    assert fits(desk)
    shoot(desk, "5-closed")
    assert shift.county.case().status == "closed"
    shoot(shift.desk("nora", f"/desk/cases/{number}", size="narrow", scheme="dark"), "6-the-whole-story")
