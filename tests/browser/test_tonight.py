"""Tonight's paper of the demonstration in a real browser, and as it comes out of a printer.

Screenshots are left in `screenshots/tonight` of this user's state folder (`var/`).
"""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from afterhours.models import Person
from afterhours.reports.html import html
from afterhours.reports.tonight import tonight
from afterhours.reports.tonight_paper import tonight_paper
from afterhours.reports.wording import Wording
from afterhours.services.people.known import trust_numbers
from afterhours.site import load_site, read_folder
from ivr.folders import PROJECT
from tests.support.pages import SIZES, Opener, fits, place_of, shots, signed_in
from tests.webhooks.pages.world import World
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("tonight")
CHRISTMAS_EVE = datetime(2026, 12, 23, 16, 30, tzinfo=ZoneInfo("America/Toronto"))
COUNTY, PARTNER = "long-point-county", "wealden-vale"


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    """The pages over the demonstration's folder and its people."""
    made = World(module_database_url)
    site, faults = load_site(read_folder(PROJECT / "callflows"))
    assert site is not None, faults
    made.parts.site, made.parts.book = site, site.book
    made.parts.clock.set(CHRISTMAS_EVE)
    made.user("nora", Role.SUPERVISOR, (COUNTY, PARTNER), name="Nora Field")
    for file, tenant in (("people.csv", COUNTY), ("people.wealden-vale.csv", PARTNER)):
        for row in csv.DictReader((PROJECT / "callflows" / "demo" / file).read_text("utf-8").splitlines()):
            given = {"handle": row["handle"], "name": row["name"], "numbers": row["numbers"].split()}
            made.add(Person(tenant=tenant, updated_at=CHRISTMAS_EVE, **given))
    with made.parts.database.transaction() as session:
        trust_numbers(session, datetime.now(UTC))
    yield made
    made.parts.database.close()


@pytest.fixture
def paper(page_of: Opener) -> Opener:
    """Opens the page of somebody who has just signed in."""

    def open_it(size: str = "wide", scheme: str = "light") -> Any:
        page = signed_in(page_of(size, scheme), to="/desk/tonight")
        page.get_by_role("heading", name="Tonight on paper").wait_for()
        return page

    return open_it


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_paper_fits_its_window(paper: Opener, size: str, scheme: str) -> None:
    page = paper(size, scheme)
    shoot(page, f"{size}-{scheme}")
    assert fits(page)
    for words in ("Water and sewers", "(519) 555-0174"):
        assert page.get_by_text(words).first.is_visible(), words


@pytest.mark.parametrize("sheet", ["A4", "Letter"])
def test_it_prints(paper: Opener, sheet: str) -> None:
    page = paper()
    page.emulate_media(media="print")
    shoot(page, "print")
    page.pdf(path=place_of("tonight") / f"{sheet}.pdf", format=sheet)
    assert not page.get_by_role("navigation").first.is_visible()


def test_the_letter_needs_nothing_from_elsewhere(browser: Any, world: World) -> None:
    site = world.parts.site
    with world.parts.database.transaction() as session:
        told = tonight(session, site, COUNTY, CHRISTMAS_EVE)
    page = browser.new_page(viewport={"width": 800, "height": 1100})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(html(tonight_paper(told, Wording(site, COUNTY, "en"))))
    shoot(page, "letter")
    assert asked == []
    page.close()
