"""The page of hours in a real browser: the calendar in every size, closing and going back by keyboard.

Screenshots are left in `screenshots/hours` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

import pytest

from afterhours.rules.holidays import Holidays, read_yearly
from afterhours.rules.hours import DatedException, Hours, Window
from afterhours.service_clock import ServiceClock
from afterhours.site.holiday_list import public_list
from tests.support.pages import SIZES, Opener, fits, shots, signed_in
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, SITE, World
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]
shoot = shots("hours")


def calendars() -> dict[str, Hours]:
    ontario, england = public_list("CA-ON"), public_list("GB-ENG")
    assert ontario is not None
    assert england is not None
    county = Holidays(
        "CA-ON",
        {**ontario.public, **(ontario.named("Civic Holiday") or {}), **(ontario.named("Easter Monday") or {})},
        removed=frozenset({date(2027, 2, 15)}),
        yearly=(read_yearly("County fair", "first tue of oct"),),
    )
    office = {day: (Window(time(8, 30), time(16, 30)),) for day in range(5)}
    kent = {day: (Window(time(8, 30), time(12, 30)), Window(time(13, 30), time(17))) for day in range(5)}
    winter = (
        DatedException(date(2026, 12, 24), date(2026, 12, 24), (Window(time(8, 30), time(12)),)),
        DatedException(date(2026, 12, 25), date(2027, 1, 1)),
    )
    return {
        "town-hall": Hours("town-hall", "America/Toronto", office, winter, county, tenant=COUNTY),
        "wealden-office": Hours(
            "wealden-office", "Europe/London", kent, holidays=Holidays("GB-ENG", england.public), tenant=PARTNER
        ),
    }


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    made.user("nora", Role.COUNTY_AGENT, (COUNTY, PARTNER), name="Nora Field")
    made.parts.site = replace(SITE, hours=calendars())
    ServiceClock(made.parts.database, made.parts.real_clock).set(NOW)
    yield made
    made.parts.database.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_calendar_of_the_next_weeks_fits_its_window(page_of: Opener, size: str, scheme: str) -> None:
    page = signed_in(page_of(size, scheme))
    if size == "wide":
        page.locator(".more summary").click()
    page.get_by_role("link", name="Hours").click()
    page.get_by_role("heading", name="Town hall").wait_for()
    shoot(page, f"hours-{size}-{scheme}")
    assert fits(page)
    page.get_by_text("Holidays of the next 12 months").first.click()
    page.get_by_text("Open or close now").first.click()
    shoot(page, f"hours-unfolded-{size}-{scheme}")
    assert fits(page)


def test_an_office_is_closed_with_a_reason_by_keyboard_and_goes_back(page_of: Opener) -> None:
    page = signed_in(page_of())
    page.goto("/desk/hours")
    page.get_by_text("Open or close now").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("closed").first.focus()
    page.keyboard.press("Space")
    page.get_by_label("Reason").first.fill("Water in the cellar")
    page.keyboard.press("Enter")
    page.get_by_text("Closed by order until").wait_for()
    page.get_by_text("Water in the cellar · nora").wait_for()
    shoot(page, "hours-closed-by-order")
    page.set_viewport_size({"width": 390, "height": 844})
    shoot(page, "hours-closed-by-order-narrow")
    assert fits(page)
    page.get_by_role("button", name="Back to the ordinary hours").click()
    page.get_by_text("Back to the ordinary hours.").wait_for()


def test_a_mistake_is_told_beside_its_field(page_of: Opener) -> None:
    page = signed_in(page_of())
    page.goto("/desk/hours")
    page.get_by_text("Open or close now").first.click()
    page.get_by_label("Until").first.fill("2026-12-01T10:00")
    page.get_by_label("Reason").first.fill("Water in the cellar")
    page.get_by_role("button", name="Do it now").first.click()
    page.get_by_text("This time has passed").wait_for()
    page.get_by_text("Choose whether it is to be open or closed").wait_for()
    assert page.get_by_label("Reason").first.input_value() == "Water in the cellar"
    shoot(page, "hours-mistake")
