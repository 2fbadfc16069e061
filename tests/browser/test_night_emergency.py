"""A night emergency in a real browser, from the key pad to acceptance on a second telephone.

The whole service works as for a visitor: web, scheduler, and the telephone network in its own time. Pictures of each
moment in every size, light and dark, are left in `screenshots/night` of this user's state folder (`var/`); with
KEEP_PICTURES=1 some go to docs/pictures.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from afterhours.services.pins import INVENTED
from ivr.folders import state_folder
from tests.support.demonstration import Demonstration, demonstration
from tests.support.telephone_page import (
    PATIENCE,
    SATURDAY_NIGHT,
    Visit,
    at_the_desk,
    calls,
    hears,
    looks,
    press,
    reports_a_pipe,
    telephone,
    visitor,
)  # fmt: skip

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOTS = state_folder() / "screenshots" / "night"
PRIMARY, SECONDARY = "Cy Whitlock", "Ann Vandermeer"
"""Who is on duty for water then."""

KEPT = ("wide-light",) if os.environ.get("KEEP_PICTURES") == "1" else ()


@pytest.fixture
def shop(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    with demonstration(database_url, tmp_path_factory.mktemp("night")) as made:
        yield made


@pytest.fixture
def visit(browser: Any, shop: Demonstration) -> Iterator[Visit]:
    with visitor(browser, shop.base) as open_page:
        yield open_page


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
    looks(page, SHOTS, "night-1-rings", KEPT)
    cy.get_by_role("button", name="Answer").click()
    hears(cy, f"for {PRIMARY}. To hear the message, press 1")
    assert cy.locator(".person-lines").get_by_text("12 Main Street").count() == 0
    looks(page, SHOTS, "night-2-announcement")
    press(cy, "1")
    hears(cy, "To accept, press 1")
    looks(page, SHOTS, "night-3-message")
    press(cy, "1")
    page.locator("#state", has_text=f"Talking with {PRIMARY}").wait_for(timeout=PATIENCE)
    telephone(page, SECONDARY).locator("summary", has_text=f"TAKEN: {PRIMARY}").wait_for()
    page.locator(".raised", has_text=f"{PRIMARY} took it after").wait_for()
    looks(page, SHOTS, "night-4-accepted", KEPT)
    desk = at_the_desk(page)
    desk.get_by_text(f"{PRIMARY} has it since 02:15").wait_for()
    desk.get_by_text("The caller is on the line").wait_for()
    looks(desk, SHOTS, "night-5-desk")
    page.locator("#hang-up").click()
    hears(cy, "If it is done, press 1")
    press(cy, "1")
    desk.get_by_role("heading", name="Nobody waits for help").wait_for()
    looks(page, SHOTS, "night-6-done")
    ann = telephone(page, SECONDARY)
    ann.locator("summary").click()
    ann.get_by_label("Text back").fill(f"WHO {INVENTED}")
    ann.get_by_role("button", name="Send").click()
    ann.locator(".person-texts .full", has_text="Water and sewers").wait_for()
    looks(page, SHOTS, "night-7-who")
