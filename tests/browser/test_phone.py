"""The demo telephone in a real browser: every line is rung, every story is played, each is one case.

Pictures go to a temporary folder, or with KEEP_PICTURES=1 to docs/pictures, where the README shows one.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from afterhours.models import Case
from ivr.folders import PROJECT
from tests.support.demonstration import Demonstration, demonstration

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZES = {"wide": (1280, 900), "narrow": (390, 844)}
STORY_MILLISECONDS = 120_000
LINES = ["main", "after_hours", "night", "flu_clinic", "wealden_night"]
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
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kept = os.environ.get("KEEP_PICTURES") == "1"  # noqa: TID251 - asks whether this run keeps its pictures
    folder = PROJECT / "docs" / "pictures" if kept else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def visit(browser: Any, shop: Demonstration) -> Iterator[Callable[..., Any]]:
    """Opens /phone; at the end nothing may have been refused by the Content-Security-Policy or failed in a script."""
    contexts, complaints = [], []

    def open_page(size: str = "wide", scheme: str = "light", locale: str = "en-CA") -> Any:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale=locale, base_url=shop.base
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/phone")
        page.locator("#clock", has_text=re.compile("[0-9]")).wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [each for each in complaints if "status of 4" not in each and "status of 503" not in each] == []


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


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("story", STORIES)
def test_a_story_plays_at_one_click_and_is_one_case(
    visit: Callable[..., Any], shop: Demonstration, pictures: Path, story: str
) -> None:
    page, before = visit(), cases(shop)
    page.locator(f"[data-story={story}]").click()
    assert verdict(page) == "One call, one case."
    case = new_case(shop, before)
    assert (case.priority, case.language) == STORIES[story]
    assert page.locator(".case-number").inner_text().replace("-", "") == case.number
    assert page.locator(".case .story li").count() > 2
    page.screenshot(path=pictures / f"phone-story-{story}.png", full_page=True)
