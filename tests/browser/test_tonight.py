"""Tonight's paper of the demonstration in a real browser, and as it comes out of a printer.

Screenshots are left in `screenshots/tonight` of this user's state folder (`var/`).
"""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from werkzeug.serving import make_server

from afterhours.models import Person
from afterhours.reports.html import html
from afterhours.reports.tonight import tonight
from afterhours.reports.tonight_paper import tonight_paper
from afterhours.reports.wording import Wording
from afterhours.services.people import trust_numbers
from afterhours.site import load_site, read_folder
from ivr.folders import PROJECT, state_folder
from tests.webhooks.pages.world import PASSWORD, World
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOTS = state_folder() / "screenshots" / "tonight"
SIZES = {"wide": (1280, 800), "narrow": (390, 844)}
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


@pytest.fixture(scope="module")
def address(world: World) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, world.app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def opened(browser: Any, address: str, size: str = "wide", scheme: str = "light") -> Any:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, base_url=address)
    page = context.new_page()
    page.on("console", lambda said: pytest.fail(said.text) if said.type == "error" else None)
    page.goto("/sign-in?next=/desk/tonight")
    page.get_by_label("Login").fill("nora")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Tonight on paper").wait_for()
    SHOTS.mkdir(parents=True, exist_ok=True)
    return page


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_paper_fits_its_window(browser: Any, address: str, size: str, scheme: str) -> None:
    page = opened(browser, address, size, scheme)
    page.screenshot(path=SHOTS / f"{size}-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for words in ("Water and sewers", "(519) 555-0174"):
        assert page.get_by_text(words).first.is_visible(), words
    page.context.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_prints(browser: Any, address: str, paper: str) -> None:
    page = opened(browser, address)
    page.emulate_media(media="print")
    page.screenshot(path=SHOTS / "print.png", full_page=True)
    page.pdf(path=SHOTS / f"{paper}.pdf", format=paper)
    assert not page.get_by_role("navigation").first.is_visible()
    page.context.close()


def test_the_letter_needs_nothing_from_elsewhere(browser: Any, world: World) -> None:
    site = world.parts.site
    with world.parts.database.transaction() as session:
        told = tonight(session, site, COUNTY, CHRISTMAS_EVE)
    page = browser.new_page(viewport={"width": 800, "height": 1100})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(html(tonight_paper(told, Wording(site, COUNTY, "en"))))
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "letter.png", full_page=True)
    assert asked == []
    page.close()
