"""The pages of people in a real browser: wide and narrow, light and dark, full, with faults, and by keyboard.

Screenshots are left in `screenshots/people` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.pages import Opener, fits, shots, signed_in
from tests.support.people import people_world
from tests.webhooks.pages.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("people")
LOOKS = [("wide", "light"), ("wide", "dark"), ("narrow", "light"), ("narrow", "dark")]


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = people_world(module_database_url)
    yield made
    made.parts.database.close()


def looked_at(page: Any, name: str) -> None:
    shoot(page, name)
    assert fits(page), f"{name} is wider than its window"


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_pages_fit_every_window(page_of: Opener, size: str, scheme: str) -> None:
    page = signed_in(page_of(size, scheme), "root")
    for name, path in (
        ("list", "/desk/people"),
        ("person", "/desk/people/bo"),
        ("silent", "/desk/people/hana"),
        ("add", "/desk/add-person"),
    ):
        page.goto(path)
        looked_at(page, f"{name}-{size}-{scheme}")


def test_a_number_is_entered_and_a_wrong_one_is_explained_by_keyboard(page_of: Opener) -> None:
    page = signed_in(page_of(), "root")
    page.goto("/desk/people/dee")
    page.get_by_role("textbox", name="Telephone numbers").fill("519 555 0176\n12")
    page.get_by_role("button", name="Save").press("Enter")
    assert "Write each number with its area code" in page.content()
    looked_at(page, "person-fault")
    page.get_by_role("textbox", name="Telephone numbers").fill("519 555 0176\n519 555 0194")
    page.get_by_role("button", name="Save").press("Enter")
    page.get_by_text("Saved.").wait_for()
    assert page.get_by_text("Not tested yet").count() == 1
    looked_at(page, "person-saved")


def test_whoever_may_only_read_sees_no_form(page_of: Opener) -> None:
    page = signed_in(page_of(), "agent")
    page.goto("/desk/people/ann")
    assert page.get_by_role("button", name="Save").count() == 0
    looked_at(page, "person-agent")
