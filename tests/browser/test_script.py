"""The script of a call in a real browser: answered by keyboard, swapped in place, at every size.

Screenshots are left in `screenshots/script` of this user's state folder (`var/`).
"""

from collections.abc import Iterator

import pytest

from tests.support.pages import SIZES, Opener, fits, shots, signed_in
from tests.support.script_world import screened
from tests.webhooks.desk.calls_world import address_of, night_call
from tests.webhooks.pages.world import COUNTY, World
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("script")


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    made.user("nora", Role.COUNTY_AGENT, (COUNTY,), name="Nora Field")
    made.parts.site = screened()
    yield made
    made.parts.database.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_a_screening_is_answered_by_keyboard_and_the_page_stays(
    page_of: Opener, world: World, size: str, scheme: str
) -> None:
    page = signed_in(page_of(size, scheme), to=address_of(night_call(world)))
    page.get_by_label("What it is about").fill("not saved yet")
    script = page.locator("#script")
    script.get_by_role("button", name="No", exact=True).focus()
    page.keyboard.press("Enter")
    script.get_by_role("group", name="Who is it about?").wait_for()
    script.locator("button:focus", has_text="A child").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    script.locator("input:focus").wait_for()
    page.keyboard.type("eighty")
    page.keyboard.press("Enter")
    script.get_by_role("alert").get_by_text("in digits").wait_for()
    assert page.get_by_label("What it is about").input_value() == "not saved yet"
    assert fits(page)
    shoot(page, f"asked-{size}-{scheme}")
    script.get_by_text("Is anybody in danger at this moment?").click()
    script.get_by_role("button", name="Yes", exact=True).click()
    script.get_by_text("Tell them to dial 9 1 1.").wait_for()
    shoot(page, f"danger-{size}-{scheme}")
