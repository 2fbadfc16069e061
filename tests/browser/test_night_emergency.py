"""A night emergency in a real browser, from the key pad to acceptance on a second telephone.

The whole service works as for a visitor: web, scheduler, and the telephone network in its own time. Pictures of each
moment in every size, light and dark, are left in `screenshots/night` of this user's state folder (`var/`); with
KEEP_PICTURES=1 some go to docs/pictures.
"""

import pytest

from afterhours.services.people.pins import INVENTED
from tests.support.demonstration import Demonstration
from tests.support.telephone_page import (
    KEPT,
    NIGHT,
    PATIENCE,
    PRIMARY,
    SATURDAY_NIGHT,
    SECONDARY,
    Visit,
    at_the_desk,
    calls,
    hears,
    looks,
    press,
    reports_a_pipe,
    telephone,
)  # fmt: skip

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


def test_a_night_emergency_from_the_key_pad_to_acceptance_on_a_second_telephone(
    visit: Visit, shop: Demonstration
) -> None:
    page = visit()
    calls(page, SATURDAY_NIGHT)
    reports_a_pipe(page, "12 Main Street")
    page.get_by_text("We are calling the person on duty").wait_for()
    cy = telephone(page, PRIMARY)
    cy.get_by_text("rings").wait_for()
    page.locator(".raised", has_text="Nobody has it yet").wait_for()
    looks(page, NIGHT, "night-1-rings", KEPT)
    cy.get_by_role("button", name="Answer").click()
    hears(cy, f"for {PRIMARY}. To hear the message, press 1")
    assert cy.locator(".person-lines").get_by_text("12 Main Street").count() == 0
    looks(page, NIGHT, "night-2-announcement")
    press(cy, "1")
    hears(cy, "To accept, press 1")
    looks(page, NIGHT, "night-3-message")
    press(cy, "1")
    page.locator("#state", has_text=f"Talking with {PRIMARY}").wait_for(timeout=PATIENCE)
    telephone(page, SECONDARY).locator("summary", has_text=f"TAKEN: {PRIMARY}").wait_for()
    page.locator(".raised", has_text=f"{PRIMARY} took it after").wait_for()
    looks(page, NIGHT, "night-4-accepted", KEPT)
    desk = at_the_desk(page)
    desk.get_by_text(f"{PRIMARY} has it since 02:15").wait_for()
    desk.get_by_text("The caller is on the line").wait_for()
    looks(desk, NIGHT, "night-5-desk")
    page.locator("#hang-up").click()
    hears(cy, "If it is done, press 1")
    press(cy, "1")
    desk.get_by_role("heading", name="Nobody waits for help").wait_for()
    looks(page, NIGHT, "night-6-done")
    ann = telephone(page, SECONDARY)
    ann.locator("summary").click()
    ann.get_by_label("Text back").fill(f"WHO {INVENTED}")
    ann.get_by_role("button", name="Send").click()
    ann.locator(".person-texts .full", has_text="Water and sewers").wait_for()
    looks(page, NIGHT, "night-7-who")
