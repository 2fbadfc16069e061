"""The board of the lines in a real browser, empty and full.

Screenshots are left in `screenshots/lines` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from afterhours.site.answering import ServiceLevel
from tests.support.lines_world import caller, promise, there
from tests.support.pages import SIZES, Opener, fits, shots, signed_in
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, SITE, World
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("lines")


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    desk = replace(SITE.groups["county-desk"], title={"en": "County desk"}, target=ServiceLevel(80, 20))
    made.parts.site = replace(SITE, groups={**SITE.groups, "county-desk": desk})
    made.user("marcus", Role.SUPERVISOR, (COUNTY, PARTNER), name="Marcus Hale", groups=["county-desk"])
    made.user("empty", Role.COUNTY_AGENT, ("empty",))
    for login, state, more in (
        ("nora", "talking", {}),
        ("tom", "available", {}),
        ("ivy", "away", {"reason": "missed"}),
        ("bo", "busy", {"reason": "Training"}),
    ):
        made.user(login, Role.COUNTY_AGENT, (COUNTY,), groups=["county-desk"])
        there(made, login, state, telephone="+15195550190", **more)
    yield made
    made.parts.database.close()


@pytest.fixture(scope="module")
def busy(world: World) -> World:
    caller(world, waited=4, priority=2)
    caller(world, waited=131, language="fr")
    caller(world, waited=35, line="wealden-night", tenant=PARTNER)
    caller(world, waited=220, state="joined", joined_at=NOW - timedelta(seconds=180))
    for hours in range(11):
        for minutes in range(3 + hours % 5):
            caller(world, waited=3600 * hours + 70 * minutes + 900, state="over", accepted_after=9 + 17 * minutes)
        caller(world, waited=3600 * hours + 1500, state=("left", "callback")[hours % 2])
    promise(world, "+15195550123")
    promise(world, "+15195550131", state="exhausted", attempts=[{"at": "", "by": "", "result": "no_answer"}] * 3)
    return world


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_board_fits_its_window(page_of: Opener, busy: World, size: str, scheme: str) -> None:
    page = signed_in(page_of(size, scheme), "marcus", "/desk/lines")
    page.get_by_role("heading", name="County desk").wait_for()
    assert fits(page)
    shoot(page, f"full-{size}-{scheme}")


def test_an_empty_board_says_what_will_appear(page_of: Opener, world: World) -> None:
    page = signed_in(page_of(), "empty", "/desk/lines")
    page.get_by_text("Nobody waits.").first.wait_for()
    shoot(page, "empty")
