"""The places of the desk in a real browser: in one line, the others unfold, and by keyboard.

Screenshots are left in `screenshots/navigation` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.axe import faults_of
from tests.support.pages import SIZES, Opener, fits, opener, shots, signed_in
from tests.webhooks.pages.world import COUNTY, World
from webhooks.pages.navigation import PLACES
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("navigation")


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    made.user("admin", Role.ADMINISTRATOR, (COUNTY,), name="Sandra Okafor")
    yield made
    made.parts.database.close()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("size", SIZES)
def test_every_place_can_be_reached_in_one_line(page_of: Opener, world: World, size: str, language: str) -> None:
    page = signed_in(page_of(size), "admin", "/desk/people")
    if language == "fr":
        page.get_by_role("link", name="Français").click()
        page.get_by_role("link", name="English").wait_for()
    bar, last = page.locator("header.bar"), page.locator("header.bar nav a[href='/phone']")
    assert bar.bounding_box()["height"] < 145
    assert fits(page)
    if size == "wide":
        assert last.bounding_box()["x"] + last.bounding_box()["width"] < page.locator(".bar-end").bounding_box()["x"]
        page.locator(".more summary").focus()
        page.keyboard.press("Enter")
        page.locator(".more a[href='/desk/people'][aria-current]").wait_for()
        shoot(page, f"unfolded-{language}")
        page.keyboard.press("Escape")
        page.locator(".more a[href='/desk/people']").wait_for(state="hidden")
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    else:
        page.locator("nav a.when-narrow[href='/admin/audit']").focus()
        shoot(page, f"narrow-{language}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_place_can_be_read_at_twice_the_size(browser: Any, address: str, world: World, scheme: str) -> None:
    """WCAG 2.2, 1.4.4: a window of 1280 pixels, zoomed to 200 %, is one of 640."""
    with opener(browser, address, {"zoomed": (640, 360)}) as open_page:
        page = signed_in(open_page("zoomed", scheme), "admin", "/desk/cases")
        for place, _permission, _name in PLACES:
            page.goto(place)
            page.locator("main h1").first.wait_for()
            assert fits(page), place
            assert faults_of(page) == [], place
