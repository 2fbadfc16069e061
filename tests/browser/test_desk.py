"""The desk in a real browser: sign-in, the list, one case, errors; by keyboard, in the dark, narrow, and in French.

Screenshots of each page are left in `screenshots/desk` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.support.pages import SIZES, Opener, fits, place_of, shots, signed_in
from tests.webhooks.pages.world import CALLER, COUNTY, NOW, PARTNER, PASSWORD, World, event
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("desk")

BURST_PIPE = [
    [event("arrived", line="main", flow="main")],
    [event("language", language="en"), event("said")],
    [event("no_input")],
    [event("menu_choice", key="1", label="a burst water pipe")],
    [event("reported", service="water-main-break", emergency=True)],
    [event("answered", question="location", value="12 Main Street, Long Point", recording=None)],
    [event("answered", question="flowing", value="yes", recording=None)],
    [event("rang", who="ann", result="no_answer", seconds=0)],
    [event("rang", who="bo", result="talked", seconds=74)],
    [event("recorded", recording="RE4f1c", seconds=31), event("ended", end="")],
]


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    made.user("nora", Role.COUNTY_AGENT, (COUNTY, PARTNER), name="Nora Field")
    made.user("early", Role.OUT_OF_HOURS_AGENT, ("empty",), name="Early Bird")
    fill(made)
    yield made
    made.parts.database.close()


def deed(minutes_ago: int, action: str, **data: Any) -> dict[str, Any]:
    return {"at": (NOW - timedelta(minutes=minutes_ago)).isoformat(), "action": action, **data}


def fill(world: World) -> None:
    """A Saturday night's cases."""
    world.person("ann", "Ann Baker")
    world.person("bo", "Bo Singh")
    world.contact("Mary Poole", address="12 Main Street")
    world.contact("Tom Poole", address="12 Main Street")
    for number in range(30):
        world.case(
            opened_at=NOW - timedelta(hours=2 + number * 5), service="lost-dog" if number % 3 else None,
            kind="service_request" if number % 3 else "contact", in_hours=bool(number % 2), seconds=40 + number * 17,
            status=("closed", "open", "resolved", "waiting")[number % 4], caller_e164=f"+151955501{40 + number}",
            location="Mill Road at the bridge" if number % 5 == 0 else None, disposition="reported",
        )  # fmt: skip
    world.case(
        opened_at=NOW - timedelta(days=6), service="lost-dog", kind="service_request", status="closed", seconds=88
    )
    world.case(
        tenant=PARTNER, line="wealden-night", caller_e164=None, opened_at=NOW - timedelta(minutes=41),
        kind="abandoned", status="closed", seconds=4, disposition="abandoned", ending="completed",
    )  # fmt: skip
    world.case(
        priority="urgent",
        opened_at=NOW - timedelta(minutes=55),
        subject="Street light down across the pavement",
        seconds=121,
    )
    world.case(
        events=BURST_PIPE, service="water-main-break", priority="emergency", kind="service_request", in_hours=False,
        location="12 Main Street, Long Point", language="en", disposition="talked", ending="completed", seconds=192,
        talk_seconds=74, first_answer_at=NOW - timedelta(minutes=13), caller_e164=CALLER,
        answers=[
            {"question": "location", "kind": "address", "value": "12 Main Street, Long Point", "recording": None},
            {"question": "flowing", "kind": "yes_no", "value": "yes", "recording": None},
        ],
        messages=[{"recording": "RE4f1c", "seconds": 31}],
        action_taken=[
            deed(14, "emergency_raised", service="water-main-break"),
            deed(13, "rang", who="ann", result="no_answer", seconds=0),
            deed(12, "rang", who="bo", result="talked", seconds=74),
        ],
        call={"attestation": "A"},
    )  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_desk_fits_its_window(page_of: Opener, size: str, scheme: str) -> None:
    page = page_of(size, scheme)
    page.goto("/sign-in")
    shoot(page, f"sign-in-{size}-{scheme}")
    assert fits(page)
    signed_in(page)
    shoot(page, f"list-{size}-{scheme}")
    assert fits(page)
    page.get_by_role("row", name="Emergency").get_by_role("link").click()
    page.get_by_role("heading", name="The whole story").wait_for()
    shoot(page, f"case-{size}-{scheme}")
    assert fits(page)
    page.goto("/desk/nowhere")
    shoot(page, f"missing-{size}-{scheme}")
    assert fits(page)


def test_the_emergency_is_in_sight_without_scrolling(page_of: Opener) -> None:
    page = signed_in(page_of())
    page.get_by_role("row", name="Emergency").get_by_role("link").click()
    for words in ("Burst water pipe", "(519) 555-0123", "Pressed 1: a burst water pipe", "Out of hours"):
        box = page.get_by_text(words).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < SIZES["wide"][1], words


def test_a_wrong_password_is_explained_beside_the_field_and_the_login_is_kept(page_of: Opener) -> None:
    page = page_of()
    page.goto("/sign-in")
    page.get_by_label("Login").fill("nora")
    page.get_by_label("Password").fill("guess")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("do not go together").wait_for()
    assert page.get_by_label("Login").input_value() == "nora"
    assert page.get_by_label("Password").get_attribute("aria-invalid") == "true"
    shoot(page, "sign-in-wrong")


def test_the_whole_way_is_possible_by_keyboard(page_of: Opener) -> None:
    page = page_of()
    page.goto("/sign-in")
    page.locator("#login:focus").wait_for()
    page.keyboard.type("nora")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/cases")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('tbody a[href^=\"/desk/cases/\"]')"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="The whole story").wait_for()


def test_filters_and_older_cases_need_no_script(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    with context:
        page = signed_in(context.new_page())
        page.get_by_role("link", name="Older cases").click()
        page.get_by_role("link", name="Back to the newest").click()
        page.get_by_label("Service").select_option("lost-dog")
        page.get_by_role("button", name="Filter").click()
        assert "service=lost-dog" in page.url
        page.screenshot(path=place_of("desk") / "list-filtered.png", full_page=True)


def test_a_number_is_searched_without_standing_in_the_address(page_of: Opener) -> None:
    page = signed_in(page_of())
    page.get_by_role("searchbox").fill("519 555 0123")
    page.keyboard.press("Enter")
    page.get_by_text("Cases with the telephone number").wait_for()
    assert "555" not in page.url
    shoot(page, "list-searched")
    page.get_by_role("searchbox").fill("12")
    page.keyboard.press("Enter")
    page.get_by_text("at least three digits").wait_for()
    shoot(page, "list-search-wrong")


def test_the_desk_speaks_french(page_of: Opener) -> None:
    page = signed_in(page_of())
    page.get_by_role("link", name="Français").click()
    page.get_by_role("heading", name="Dossiers").wait_for()
    shoot(page, "list-french")
    page.locator("tr", has_text="Urgence").get_by_role("link").click()
    page.get_by_text("A appuyé sur 1").wait_for()
    shoot(page, "case-french")
    assert page.locator("html").get_attribute("lang") == "fr"
    page.set_viewport_size({"width": 390, "height": 844})
    assert fits(page)


def test_an_empty_desk_and_paper(page_of: Opener) -> None:
    page = signed_in(page_of(), "early")
    page.get_by_role("heading", name="No calls yet").wait_for()
    shoot(page, "list-empty")
    page = signed_in(page_of())
    page.get_by_role("row", name="Emergency").get_by_role("link").click()
    page.emulate_media(media="print")
    shoot(page, "case-print")
    assert not page.get_by_role("navigation").first.is_visible()
