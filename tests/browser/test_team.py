"""The pages of the team in a real browser: wide and narrow, light and dark, full, with faults, and the link's way in.

Screenshots are left in `screenshots/team` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.support.pages import Opener, fits, shots, signed_in
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, World
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("team")
LOOKS = [("wide", "light"), ("wide", "dark"), ("narrow", "light"), ("narrow", "dark")]
NIGHT: dict[str, Any] = {"organisation": "nightline", "tenants": (COUNTY, PARTNER), "groups": ["night-desk"]}
HOME = "/desk/team"


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    here: dict[str, Any] = {"last_sign_in_at": NOW - timedelta(hours=3)}
    made.user("sol@nightline.example", Role.OUT_OF_HOURS_SUPERVISOR, name="Sol Ferrer", **NIGHT, **here)
    until = NOW + timedelta(days=40)
    made.user(
        "femi@nightline.example", Role.OUT_OF_HOURS_AGENT, name="Femi Adeyemi", valid_until=until, **NIGHT, **here
    )
    made.user("marcus@longpoint.example", Role.SUPERVISOR, name="Marcus Hale", groups=["county-desk"], **here)
    made.user("joanne@longpoint.example", name="Joanne Piché", groups=["county-desk"], skills=["french"], **here)
    made.user("admin@longpoint.example", Role.ADMINISTRATOR, (COUNTY, PARTNER), name="Sandra Okafor", **here)
    yield made
    made.parts.database.close()


def looked_at(page: Any, name: str) -> None:
    shoot(page, name)
    assert fits(page), f"{name} is wider than its window"


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_pages_fit_every_window(page_of: Opener, size: str, scheme: str) -> None:
    page = signed_in(page_of(size, scheme), "admin@longpoint.example", to=HOME)
    looked_at(page, f"all-{size}-{scheme}")
    page.get_by_role("link", name="Femi").click()
    page.wait_for_url(f"**{HOME}/*-*")
    looked_at(page, f"person-{size}-{scheme}")
    page.goto(f"{HOME}/add?organisation=nightline")
    page.get_by_role("button", name="Let in").click()
    page.get_by_text("Enter their login").wait_for()
    looked_at(page, f"fault-{size}-{scheme}")


def test_somebody_is_let_in_and_comes_in_by_their_link(page_of: Opener) -> None:
    page = signed_in(page_of(), "sol@nightline.example", to=HOME)
    page.get_by_role("link", name="Let somebody in").click()
    page.get_by_label("Name").fill("Una Novak")
    page.get_by_label("Login").fill("una@nightline.example")
    page.get_by_label("night desk").check()
    page.get_by_role("button", name="Let in").press("Enter")
    link = page.get_by_label("Link").input_value()
    looked_at(page, "link")
    guest = page_of()
    guest.goto(f"/invitation/{link.rpartition('/')[2]}")
    looked_at(guest, "invitation")
    guest.get_by_label("Password").fill("eight calm night owls")
    guest.get_by_label("The same again").fill("eight calm night owls")
    guest.keyboard.press("Enter")
    guest.get_by_text("Your password is set.").wait_for()
    page.get_by_role("link", name="I have given it to them").click()
    assert page.get_by_text("All seats are taken.").is_visible()
    looked_at(page, "full")
