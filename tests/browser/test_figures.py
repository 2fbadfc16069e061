"""The page of figures in a real browser: wide and narrow, light and dark, full, empty, and with days that cannot be.

Screenshots are left in `screenshots/figures` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.support.pages import Opener, fits, shots, signed_in
from tests.support.talks import talk
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, World
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("figures")
HOME = "/desk/figures"


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    nora = made.user("nora", name="Nora Field")
    made.user("wei", Role.FIGURES, (COUNTY, PARTNER), name="Wei Chen")
    for number in range(46):
        more: dict[str, Any] = {"disposition": "talked" if number % 4 else "abandoned", "first_contact": number % 3 > 0}
        more["avoidable"] = ("no", "no", "progress", "repeated")[number % 4] if number < 40 else "unclear"
        talk(made, nora, NOW - timedelta(days=1 + number % 20), taped=False, **more)
    yield made
    made.parts.database.close()


@pytest.mark.parametrize(
    ("size", "scheme"), [("wide", "light"), ("wide", "dark"), ("narrow", "light"), ("narrow", "dark")]
)
def test_the_figures_fit_every_window(page_of: Opener, size: str, scheme: str) -> None:
    page = signed_in(page_of(size, scheme), "wei", to=HOME)
    shoot(page, f"full-{size}-{scheme}")
    assert fits(page)
    page.get_by_label("First day").fill("2026-12-26")
    page.get_by_label("Last day").fill("2026-12-01")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("not before it").wait_for()
    shoot(page, f"fault-{size}-{scheme}")
    page.goto(f"{HOME}?first=2026-01-01&last=2026-01-31")
    page.get_by_text("Nothing was noted in these days.").first.wait_for()
    shoot(page, f"empty-{size}-{scheme}")
    assert fits(page)
