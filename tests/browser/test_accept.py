"""The link in a text, opened on a telephone: taken with one press, rung back with another, and what became of it.

Screenshots of each state are left in `screenshots/accept` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from typing import Any

import pytest

from afterhours.services.people.known import person_by_handle
from afterhours.services.people.pins import set_pin
from tests.conftest import Databases
from tests.support.county import SATURDAY_NIGHT
from tests.support.door import Door, door
from tests.support.emergencies import an_emergency
from tests.support.pages import Opener, fits, opener, served, shots
from tests.webhooks.accept.conftest import ANSWERS, Night

pytestmark = [pytest.mark.browser, pytest.mark.slow]
keep = shots("accept")
SIZES = {"phone": (390, 844), "wide": (1280, 720)}


@pytest.fixture(scope="module")
def county(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    url = databases.fresh()
    with door(url, tmp_path_factory.mktemp("var")) as opened:
        yield opened
    databases.drop(url)


@pytest.fixture
def night(county: Door) -> Night:
    county.empty()
    county.parts.clock.set(SATURDAY_NIGHT)  # type: ignore[attr-defined]
    with county.parts.database.transaction() as session:
        made = Night(county, an_emergency(session))
    made.change(case_location="12 Main Street, Long Point", case_answers=ANSWERS)
    return made


@pytest.fixture
def open_link(browser: Any, county: Door, night: Night) -> Iterator[Opener]:
    """Opens somebody's link."""
    with served(county.app) as address, opener(browser, address, SIZES) as open_page:

        def open_it(handle: str = "ann", size: str = "phone", scheme: str = "light", path: str = "") -> Any:
            page = open_page(size, scheme)
            page.goto(path or f"/accept/{night.token(handle)}")
            return page

        yield open_it


def shoot(page: Any, name: str) -> None:
    """Keep a picture; nothing may be wider than the window."""
    keep(page, name)
    assert fits(page)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_taken_with_one_press_and_done_with_another(
    open_link: Opener, night: Night, size: str, scheme: str
) -> None:
    page = open_link(size=size, scheme=scheme)
    shoot(page, f"open-{size}-{scheme}")
    page.get_by_role("button", name="I take it").click()
    page.get_by_text("You have it").wait_for()
    assert page.get_by_role("link", name="Ring the caller").get_attribute("href") == "tel:+15195550123"
    page.get_by_text("It can wait until morning").click()
    shoot(page, f"yours-{size}-{scheme}")
    other = open_link("cy", size, scheme)
    shoot(other, f"theirs-{size}-{scheme}")
    assert other.get_by_role("button").count() == 0
    page.get_by_label("What was done").fill("Closed the valve at the corner.")
    page.get_by_role("button", name="It is done").click()
    page.get_by_text("This is over").wait_for()
    shoot(page, f"over-{size}-{scheme}")
    assert night.state()["state"] == "done"


def test_what_has_to_be_done_is_in_sight_on_a_telephone_without_scrolling(open_link: Opener) -> None:
    page = open_link()
    button = page.get_by_role("button", name="I take it").bounding_box()
    assert button["y"] + button["height"] < SIZES["phone"][1]
    assert button["height"] >= 44


def test_the_whole_way_is_possible_by_keyboard(open_link: Opener, night: Night) -> None:
    page = open_link(size="wide")
    press_until(page, "I take it")
    page.keyboard.press("Enter")
    page.get_by_text("You have it").wait_for()
    press_until(page, "Somebody else has to take it")
    page.keyboard.press("Enter")
    press_until(page, "Hand it on")
    page.keyboard.press("Enter")
    page.get_by_text("Say why").wait_for()
    shoot(page, "hand-on-without-a-reason")
    page.get_by_label("Why", exact=True).fill("Two fires at once")
    page.keyboard.press("Enter")
    page.get_by_text("Nobody has taken it").wait_for()
    assert night.state()["state"] == "open"


def press_until(page: Any, words: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if words in (page.evaluate("document.activeElement.textContent") or ""):
            return
    raise AssertionError(f"{words!r} cannot be reached by keyboard")


def test_a_wrong_link_says_what_to_do_instead(open_link: Opener) -> None:
    page = open_link(path="/accept/nothing")
    page.get_by_role("heading", name="This link opens nothing").wait_for()
    shoot(page, "wrong-phone-light")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_restricted_emergency_shows_nothing_before_the_pin(
    open_link: Opener, night: Night, size: str, scheme: str
) -> None:
    night.change(case_restricted="social-duty")
    with night.county.parts.database.transaction() as session:
        person = person_by_handle(session, "ann")
        assert person is not None
        set_pin(session, person, "2468", SATURDAY_NIGHT)
    page = open_link(size=size, scheme=scheme)
    assert "12 Main Street" not in page.content()
    shoot(page, f"pin-{size}-{scheme}")
    page.get_by_label("Your PIN").fill("1111")
    page.get_by_role("button", name="I take it").click()
    page.get_by_text("That is not your PIN").wait_for()
    shoot(page, f"pin-wrong-{size}-{scheme}")
    page.get_by_label("Your PIN").fill("2468")
    page.get_by_role("button", name="I take it").click()
    page.get_by_text("12 Main Street").wait_for()
    shoot(page, f"pin-right-{size}-{scheme}")
