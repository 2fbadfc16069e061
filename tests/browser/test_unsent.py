"""Nothing that was typed is lost in a real browser: sessions that end, another form, a network that is away, a failure.

Screenshots are left in `screenshots/unsent` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from tests.support.pages import Opener, shots, signed_in
from tests.webhooks.pages.world import COUNTY, PARTNER, World
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("unsent")
BACK = "What you had typed is not saved yet."


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    made.user("nora", Role.COUNTY_AGENT, (COUNTY, PARTNER), name="Nora Field")
    made.user("tom", Role.COUNTY_AGENT, name="Tom Reyes")
    yield made
    made.parts.database.close()


def opened(page: Any, world: World) -> str:
    """The page of a new case, and its address."""
    address = f"/desk/cases/{world.case().number}"
    page.goto(address)
    return address


def sessions_end(world: World) -> None:
    with world.parts.database.transaction() as session:
        session.execute(text("update user_session set revoked_at = now()"))


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_what_was_sent_after_the_session_had_ended_stands_in_its_field_again(
    page_of: Opener, world: World, size: str
) -> None:
    page = signed_in(page_of(size))
    opened(page, world)
    sessions_end(world)
    page.get_by_label("Note").fill("He rang twice, and cried.")
    page.get_by_role("button", name="Add the note").click()
    page.get_by_text("what you sent was not saved").wait_for()
    shoot(page, f"signed-out-{size}")
    page.get_by_label("Login").fill("nora")
    page.get_by_label("Password").fill("four calm night owls")
    page.keyboard.press("Enter")
    page.get_by_text(BACK).wait_for()
    assert page.get_by_label("Note").input_value() == "He rang twice, and cried."
    shoot(page, f"back-{size}")
    page.get_by_role("button", name="Add the note").click()
    page.get_by_text("Note: He rang twice, and cried.").wait_for()
    assert not page.get_by_text(BACK).is_visible()
    page.reload()
    assert page.get_by_label("Note").input_value() == ""


def test_a_note_stays_while_another_form_of_the_page_is_sent(page_of: Opener, world: World) -> None:
    page = signed_in(page_of())
    opened(page, world)
    page.get_by_label("Note").fill("half a sent")
    page.get_by_text("Put right what stands here").click()
    page.get_by_label("Location").fill("7 Mill Lane")
    page.get_by_label("The case becomes").select_option("open")
    page.get_by_role("button", name="Move on").click()
    page.get_by_text(BACK).wait_for()
    assert page.get_by_label("Note").input_value() == "half a sent"
    assert page.get_by_label("Location").input_value() == "7 Mill Lane"
    assert page.get_by_label("The case becomes").input_value() == ""


def test_a_note_survives_a_network_that_is_away(page_of: Opener, world: World) -> None:
    page = signed_in(page_of())
    address = opened(page, world)
    page.route("**/note", lambda route: route.abort())
    page.get_by_label("Note").fill("written in a tunnel")
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Add the note").click()
    page.unroute("**/note")
    page.goto(address)
    page.get_by_text(BACK).wait_for()
    assert page.get_by_label("Note").input_value() == "written in a tunnel"


def test_whoever_signs_in_after_somebody_else_finds_nothing_of_theirs(page_of: Opener, world: World) -> None:
    page = signed_in(page_of())
    address = opened(page, world)
    page.get_by_label("Note").fill("for nobody else")
    sessions_end(world)
    page.goto(f"/sign-in?next={address}")
    page.get_by_label("Login").fill("tom")
    page.get_by_label("Password").fill("four calm night owls")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}")
    assert page.get_by_label("Note").input_value() == ""
    page.wait_for_function("() => !JSON.stringify({...sessionStorage}).includes('for nobody')")


def test_signing_out_forgets_what_was_typed(page_of: Opener, world: World) -> None:
    page = signed_in(page_of())
    opened(page, world)
    page.get_by_label("Note").fill("gone with me")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")
    page.wait_for_function("() => !JSON.stringify({...sessionStorage}).includes('gone with me')")


def test_a_case_that_was_moved_in_another_window_is_not_moved_again_and_says_so(page_of: Opener, world: World) -> None:
    page = signed_in(page_of())
    address = opened(page, world)
    other = page.context.new_page()
    other.goto(address)
    for each in (page, other):
        each.get_by_label("The case becomes").select_option("open")
        each.get_by_role("button", name="Move on").click()
    other.get_by_text("Somebody else has changed this case meanwhile.").wait_for()
    assert other.get_by_label("The case becomes").input_value() == ""
    assert other.get_by_label("The case becomes").locator("option:checked").inner_text() == "Choose"
    shoot(other, "moved-twice")


def test_a_long_text_that_is_pasted_is_kept_whole_or_refused_with_its_length(page_of: Opener, world: World) -> None:
    page = signed_in(page_of("narrow"))
    opened(page, world)
    page.get_by_label("Note").fill("\U0001f415 \u0645\u0631\u062d\u0628\u0627 " * 1300)
    page.get_by_role("button", name="Add the note").click()
    page.get_by_text("characters long, and at most 10000 fit").wait_for()
    assert len(page.get_by_label("Note").input_value()) > 10_000
    page.get_by_label("Note").fill("w" * 10_000)
    page.get_by_role("button", name="Add the note").click()
    page.get_by_text("w" * 10_000).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
