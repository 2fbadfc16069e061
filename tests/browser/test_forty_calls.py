"""Forty calls about one burst pipe: two people are asked by telephone, thirty-eight callers hear that it is known, and
the desk shows one emergency.

The first two calls and the last are made in the browser, the others over the same telephone network. Pictures are left
in `screenshots/night` of this user's state folder (`var/`); with KEEP_PICTURES=1 the desk's goes to docs/pictures.
"""

from typing import Any

import pytest
from sqlalchemy import func, select

from afterhours.models import Attempt, Emergency
from afterhours.services.emergencies.statements import HOLD_SECONDS
from tests.support.county import County
from tests.support.demonstration import Demonstration
from tests.support.telephone_page import (
    KEPT,
    NIGHT,
    PATIENCE,
    PRIMARY,
    SATURDAY_NIGHT,
    SECONDARY,
    Visit,
    answers,
    at_the_desk,
    calls,
    hears,
    looks,
    press,
    reports_a_pipe,
    telephone,
)  # fmt: skip

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


BY_NETWORK = 37


@pytest.fixture
def page(visit: Visit) -> Any:
    return visit()


def is_taken(page: Any) -> None:
    """The first report: the person on duty accepts it, talks with the caller, and goes."""
    calls(page, SATURDAY_NIGHT)
    reports_a_pipe(page, "12 Main Street")
    cy = telephone(page, PRIMARY)
    answers(cy)
    press(cy, "1")
    page.locator("#state", has_text=f"Talking with {PRIMARY}").wait_for(timeout=PATIENCE)
    page.locator("#hang-up").click()
    hears(cy, "If it is done, press 1")
    cy.get_by_role("button", name="Hang up").click()
    page.locator(".verdict").wait_for()


def is_the_same(page: Any) -> None:
    """The second: whoever is asked says that it is the same as the one that somebody has."""
    page.get_by_label("Who is calling").select_option("+15195550198")
    calls(page)
    reports_a_pipe(page, "20 Main Street")
    page.locator("#hang-up").click()
    ann = telephone(page, SECONDARY)
    answers(ann)
    hears(ann, "same as another one, press 5")
    press(ann, "5")
    hears(ann, "For case")
    looks(page, NIGHT, "forty-1-same")
    press(ann, "1")
    hears(ann, "Kept together")
    page.locator(".raised", has_text="The same as another").wait_for()


def is_known(county: County, number: int) -> None:
    caller = county.phone(from_=f"+1519555{2000 + number}").presses("1").presses("1").hears("Where is it?")
    caller.says(f"{10 + number} Main Street").presses("1").hears("We know of this already")
    if number % 2:  # the others hang up, and have not said that it is worse
        caller.waits(20).hears("Your report is kept with the others")
    caller.waits(4).hangs_up()


def states(county: County) -> dict[str, int]:
    """How many emergencies there are in each state."""
    counted = select(Emergency.state, func.count()).group_by(Emergency.state)
    with county.parts.database.transaction() as session:
        return {row[0]: row[1] for row in session.execute(counted)}


def paged(county: County) -> int:
    """How many calls and texts about an emergency have gone to people on duty."""
    with county.parts.database.transaction() as session:
        return session.scalar(select(func.count()).where(Attempt.purpose == "page")) or 0


def test_forty_calls_about_one_pipe_are_one_line_at_the_desk(page: Any, shop: Demonstration) -> None:
    county = shop.county
    is_taken(page)
    is_the_same(page)
    before = paged(county)
    for number in range(BY_NETWORK):
        is_known(county, number)
    page.get_by_label("Who is calling").select_option("+15195550131")
    calls(page)
    reports_a_pipe(page, "48 Main Street")
    page.get_by_text("We know of this already").wait_for()
    looks(page, NIGHT, "forty-2-known")
    page.get_by_text("Your report is kept with the others").wait_for(timeout=PATIENCE)
    page.locator(".raised", has_text="The same as another").wait_for()
    county.network.wait(HOLD_SECONDS)
    desk = at_the_desk(page)
    desk.get_by_text("39 other cases are the same").wait_for(timeout=PATIENCE)
    assert states(county) == {"accepted": 1, "joined": 39}
    assert paged(county) == before
    assert desk.locator(".emergencies").first.locator("li").count() == 1
    looks(desk, NIGHT, "forty-calls", KEPT)
    desk.get_by_role("link", name="Burst water pipe").first.click()
    desk.get_by_role("heading", name="The same emergency").wait_for()
    looks(desk, NIGHT, "forty-4-emergency")
