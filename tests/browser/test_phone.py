"""The demo telephone in a real browser: every line is rung, every story is played, each is one case.

Pictures go to a temporary folder; with KEEP_PICTURES=1 those that the documents show go to docs/pictures.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from afterhours.models import Case
from ivr.clock import SystemClock
from ivr.flowfile.names import name
from ivr.folders import PROJECT
from tests.support.axe import faults_of
from tests.support.demonstration import Demonstration, demonstration
from tests.support.pages import fits
from tests.support.telephone_page import SIZES, visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOWN = re.compile(
    "phone|phone-hears|phone-talks|phone-mailbox|phone-line-.*|phone-story-burst-pipe|phone-after-narrow-dark"
)
"""The pictures that the documents show; the first is the README's."""

TORONTO = ZoneInfo("America/Toronto")
STORY_MILLISECONDS = 120_000
LINES = ["main", "after-hours", "night", "flu-clinic", "wealden-night"]
STORIES = {
    "burst-pipe": ("emergency", "en"),
    "lost-dog": ("normal", "en"),
    "in-french": ("normal", "fr"),
    "hangs-up": ("emergency", "en"),
    "withheld": ("normal", "en"),
    "kent-at-night": ("emergency", "en"),
}


@pytest.fixture(scope="module")
def shop(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    with demonstration(module_database_url, tmp_path_factory.mktemp("shop")) as made:
        yield made


@pytest.fixture(scope="module")
def shoot(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Any, str], None]:
    """Takes a picture of the whole page."""
    kept, aside = PROJECT / "docs" / "pictures", tmp_path_factory.mktemp("pictures")
    keeps = os.environ.get("KEEP_PICTURES") == "1"

    def take(page: Any, name: str) -> None:
        folder = kept if keeps and SHOWN.fullmatch(name) else aside
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True, animations="disabled")
        faults = faults_of(page)
        assert not faults, "\n".join([name, *faults])

    return take


@pytest.fixture
def visit(browser: Any, shop: Demonstration) -> Iterator[Callable[..., Any]]:
    with visitor(browser, shop.base) as open_page:
        yield open_page


def cases(shop: Demonstration) -> dict[str, Case]:
    return {case.number: case for case in shop.county.cases()}


def new_case(shop: Demonstration, before: dict[str, Case]) -> Case:
    """The one case that is new since; none or several are a failure."""
    fresh = [case for number, case in cases(shop).items() if number not in before]
    assert len(fresh) == 1
    return fresh[0]


def verdict(page: Any) -> str:
    page.locator(".verdict").wait_for(timeout=STORY_MILLISECONDS)
    return str(page.locator(".verdict strong").inner_text())


@pytest.mark.parametrize("story", STORIES)
def test_a_story_plays_at_one_click_and_is_one_case(
    visit: Callable[..., Any], shop: Demonstration, shoot: Callable[[Any, str], None], story: str
) -> None:
    page, before = visit(), cases(shop)
    page.locator(f"[data-story={story}]").click()
    assert verdict(page) == "One call, one case."
    case = new_case(shop, before)
    assert (case.priority, case.language) == STORIES[story]
    assert page.locator(".case-number").inner_text().replace("-", "") == case.number
    assert page.locator(".case .story li").count() > 2
    shoot(page, f"phone-story-{story}")


@pytest.mark.parametrize("line", LINES)
def test_every_line_can_be_rung_and_answers_in_its_first_words(
    visit: Callable[..., Any], shop: Demonstration, shoot: Callable[[Any, str], None], line: str
) -> None:
    page, before = visit(), cases(shop)
    page.get_by_label("Line to ring").select_option(index=LINES.index(line))
    page.get_by_role("button", name="Call", exact=True).click()
    page.locator(".said.line").first.wait_for()
    page.locator(".case-number").wait_for()
    shoot(page, f"phone-line-{line}")
    page.keyboard.press("Escape")
    assert verdict(page) == "One call, one case."
    assert name(new_case(shop, before).line) == name(line)


def emergency_by_hand(page: Any) -> None:
    """Rings the main line at night and goes on by the keyboard until somebody's telephone rings."""
    page.get_by_label("Day and time", exact=True).select_option(index=2)
    page.locator("h1").click()
    page.keyboard.press("Enter")
    page.locator(".said.line").first.wait_for()
    page.keyboard.press("1")
    page.get_by_text("What are you calling about?").wait_for()
    page.keyboard.press("1")
    page.get_by_text("Where is it?").wait_for()
    page.get_by_placeholder("Say something").fill("12 Main Street")
    page.keyboard.press("Enter")
    page.get_by_text("Is water running").wait_for()
    page.locator("h1").click()
    page.keyboard.press("1")
    page.locator(".telephone[data-doing=ringing]").wait_for()
    assert re.search(r"open for \d+ s", page.locator(".raised-state").inner_text()), "its age is that of another time"


def test_a_ringing_telephone_is_answered_and_taken_by_hand(
    visit: Callable[..., Any], shop: Demonstration, shoot: Callable[[Any, str], None]
) -> None:
    page, before = visit(), cases(shop)
    emergency_by_hand(page)
    shoot(page, "phone")
    telephone = page.locator(".telephone:has(.person-keys)").first
    somebody = telephone.locator(".person-name").inner_text()
    telephone.get_by_role("button", name="Answer").click()
    telephone.locator(".by-line").first.wait_for()
    assert "12 Main Street" not in telephone.locator(".person-lines").inner_text()
    telephone.get_by_role("button", name="Press 1").click()
    telephone.locator(".person-lines", has_text="12 Main Street").wait_for()
    shoot(page, "phone-hears")
    telephone.get_by_role("button", name="Press 1").click()
    page.locator("#state", has_text=f"Talking with {somebody}").wait_for()
    page.locator(".raised", has_text=f"{somebody} took it after").wait_for()
    shoot(page, "phone-talks")
    shop.county.network.wait(6)  # a talk shorter than that may have been cut off
    telephone.get_by_role("button", name="Hang up").click()
    page.get_by_text("Your case number is").wait_for()
    page.keyboard.press("Escape")
    assert verdict(page) == "One call, one case."
    assert new_case(shop, before).disposition == "talked"


def test_the_link_in_a_text_takes_it(visit: Callable[..., Any]) -> None:
    page = visit()
    emergency_by_hand(page)
    telephone = page.locator(".telephone:has(.person-texts a)").first
    somebody = telephone.locator(".person-name").inner_text()
    telephone.locator("summary").click()
    with page.expect_popup() as opened:
        telephone.locator(".person-texts a").click()
    opened.value.locator("main form button").first.click()
    page.locator(".raised", has_text=f"{somebody} took it after").wait_for()
    page.keyboard.press("Escape")
    verdict(page)


def test_a_mailbox_takes_nothing_and_the_calling_goes_on_when_the_caller_is_gone(
    visit: Callable[..., Any], shoot: Callable[[Any, str], None]
) -> None:
    page = visit()
    emergency_by_hand(page)
    page.keyboard.press("Escape")
    page.locator("#state", has_text="The call is over").wait_for()
    first = page.locator(".telephone[data-doing=ringing] .person-name").first.inner_text()
    page.locator(".telephone", has_text=first).get_by_role("button", name="Leave it to the mailbox").click()
    page.get_by_text("A mailbox has answered").wait_for()
    page.get_by_role("button", name="Faster").click()
    page.locator(".raised", has_text=f"Rang {first}: a machine answered").wait_for()
    second = page.locator(".telephone[data-doing=ringing] .person-name").first.inner_text()
    shoot(page, "phone-mailbox")
    page.get_by_role("button", name="Faster").click()
    telephone = page.locator(".telephone", has_text=second)
    telephone.get_by_role("button", name="Answer").click()
    telephone.locator(".by-line").first.wait_for()
    page.get_by_role("button", name="Start over").click()
    page.locator("#case-empty").wait_for()


def test_two_visitors_do_not_disturb_each_other(visit: Callable[..., Any]) -> None:
    first, second = visit(), visit()
    first.get_by_role("button", name="Call", exact=True).click()
    first.locator(".said.line").first.wait_for()
    second.get_by_role("button", name="Call", exact=True).click()
    second.locator(".case-number").wait_for()
    assert first.locator(".case-number").inner_text() != second.locator(".case-number").inner_text()
    second.keyboard.press("Escape")
    verdict(second)
    second.locator("[data-story=burst-pipe]").click()
    second.get_by_text("Somebody else is on the telephone").wait_for()
    assert first.locator("#hang-up").is_visible()
    first.keyboard.press("Escape")
    verdict(first)


def test_the_telephone_goes_on_after_somebody_signs_in_in_another_window(visit: Callable[..., Any]) -> None:
    page = visit()
    page.get_by_role("button", name="Call", exact=True).click()
    page.locator(".said.line").first.wait_for()
    desk = page.context.new_page()
    desk.goto("/sign-in")
    desk.get_by_role("button", name="Look around").click()
    desk.wait_for_url("**/desk/**")
    page.locator("#hang-up").click()
    assert verdict(page) == "One call, one case."


def test_what_is_refused_stays_to_be_read_until_something_else_is_done(visit: Callable[..., Any]) -> None:
    page = visit()
    page.get_by_role("button", name="Call", exact=True).click()
    page.locator(".case-number").wait_for()
    page.route("**/press", lambda route: route.fulfill(status=409, json={"error": {"what": "The line is dead."}}))
    page.keyboard.press("1")
    page.get_by_text("The line is dead.").wait_for()
    for _ in range(2):
        with page.expect_response("**/phone/api/calls/*"):
            pass
    assert page.get_by_text("The line is dead.").is_visible()
    page.keyboard.press("Escape")
    verdict(page)
    assert page.get_by_text("The line is dead.").is_hidden()


def test_starting_over_clears_the_stage_and_brings_the_clock_back(
    visit: Callable[..., Any], shop: Demonstration
) -> None:
    page = visit()
    page.get_by_label("Day and time", exact=True).select_option(index=2)
    page.get_by_role("button", name="Call", exact=True).click()
    with page.expect_response("**/api/start-over"):
        page.get_by_role("button", name="Start over").click()
    page.locator("#clock", has_text=f"{SystemClock().now().astimezone(TORONTO):%H:}").wait_for()
    assert page.locator("#transcript li").count() == 0
    assert page.locator("#case-empty").is_visible()
    assert abs((shop.county.network.now() - SystemClock().now()).total_seconds()) < 5


def test_what_cannot_be_spoken_is_said(visit: Callable[..., Any]) -> None:
    page = visit()
    assert page.locator("#sound-note").inner_text() == "Sound is off: the words are shown only."
    page.get_by_text("Speak aloud").click()
    page.get_by_role("button", name="Call", exact=True).click()
    page.get_by_text("No voice for English in this browser").wait_for()
    page.keyboard.press("Escape")
    verdict(page)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_its_window_empty_and_after_a_story(
    visit: Callable[..., Any], shoot: Callable[[Any, str], None], size: str, scheme: str
) -> None:
    page = visit(size, scheme)
    shoot(page, f"phone-empty-{size}-{scheme}")
    assert fits(page)
    page.locator("[data-story=hangs-up]").click()
    verdict(page)
    shoot(page, f"phone-after-{size}-{scheme}")
    assert fits(page)


def test_the_page_speaks_french(visit: Callable[..., Any], shoot: Callable[[Any, str], None]) -> None:
    page = visit(locale="fr-CA")
    page.get_by_role("button", name="Appeler", exact=True).click()
    page.locator(".said.line").first.wait_for()
    shoot(page, "phone-french")
    page.keyboard.press("Escape")
    assert verdict(page) == "Un appel, un dossier."


def test_a_network_that_is_down_is_told_and_the_page_stays(
    browser: Any, databases: Any, tmp_path: Path, shoot: Callable[[Any, str], None]
) -> None:
    url = databases.fresh()
    with demonstration(url, tmp_path) as made:
        made.served.close()
        context = browser.new_context(base_url=made.base, viewport={"width": 1280, "height": 900})
        with context:
            page = context.new_page()
            page.goto("/phone")
            page.get_by_text("The simulated telephone network does not answer.").wait_for()
            page.get_by_role("button", name="Call", exact=True).click()
            page.locator("#state", has_text="Ready to call").wait_for()
            shoot(page, "phone-down")
    databases.drop(url)
