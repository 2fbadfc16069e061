"""The pages on personal data and on flagged callers in a real browser: wide and narrow, light and dark, full and with a
fault.

Screenshots are left in `screenshots/privacy` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from afterhours.models import CallerBlock, LegalHold
from tests.support.pages import Opener, fits, shots, signed_in
from tests.support.people import COUNTY, people_world
from tests.webhooks.pages.world import NOW, World
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]
shoot = shots("privacy")
LOOKS = [("wide", "light"), ("wide", "dark"), ("narrow", "light"), ("narrow", "dark")]
REASON = "Shouted at the agent, called eleven times in one night and threatened to come to the office."


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = people_world(module_database_url)
    made.user("sam", Role.SUPERVISOR, (COUNTY,))
    case = made.case(tenant=COUNTY, subject="A fallen tree")
    flag = {"tenant": COUNTY, "reason": REASON, "flagged_by": "nora", "flagged_at": NOW - timedelta(hours=2)}
    decided = {"state": "blocked", "until": NOW + timedelta(days=6), "decided_by": "sam", "decided_at": NOW}
    hold = {"tenant": COUNTY, "placed_by": "root", "placed_at": NOW - timedelta(days=3)}
    made.add(
        CallerBlock(e164="+15195550177", case_id=case.id, **flag),
        CallerBlock(e164="+15195550178", note="Heard the recordings", **flag, **decided),
        LegalHold(case_id=case.id, reason="A claim for the damage to a car", **hold),
        LegalHold(e164="+15195550123", reason="Asked for by the police", **hold),
    )
    yield made
    made.parts.database.close()


def looked_at(page: Any, name: str) -> None:
    shoot(page, name)
    assert fits(page), f"{name} is wider than its window"


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_the_pages_fit_every_window(page_of: Opener, size: str, scheme: str) -> None:
    page = signed_in(page_of(size, scheme), "root")
    for name, path in (("callers", "/desk/callers"), ("privacy", "/desk/privacy")):
        page.goto(path)
        looked_at(page, f"{name}-{size}-{scheme}")


def test_all_that_is_held_about_one_person_is_shown_first_and_a_fault_beside_its_field(page_of: Opener) -> None:
    page = signed_in(page_of(), "root")
    page.goto("/desk/privacy")
    page.locator("#who").fill("the mayor")
    page.get_by_role("button", name="Look").press("Enter")
    assert "This is no case number" in page.content()
    looked_at(page, "privacy-fault")
    page.locator("#who").fill("519 555 0123")
    page.get_by_role("button", name="Look").press("Enter")
    page.get_by_role("button", name="Download the file").wait_for()
    looked_at(page, "privacy-person")


def test_a_block_is_decided_by_keyboard(page_of: Opener) -> None:
    page = signed_in(page_of(), "sam")
    page.goto("/desk/callers")
    page.get_by_role("button", name="Block until that day").press("Enter")
    assert "Say why, in a few words." in page.content()
    looked_at(page, "callers-fault")
    page.get_by_label("Why").first.fill("Heard the recordings")
    page.get_by_role("button", name="Block until that day").press("Enter")
    page.get_by_text("Nothing to decide").wait_for()
    looked_at(page, "callers-decided")
