"""The rosters in a real browser: who is on duty now, the weeks ahead, and a swap in two clicks.

Screenshots are left in `screenshots/rosters` of this user's state folder (`var/`).
"""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from afterhours.models import Person
from afterhours.service_clock import ServiceClock
from afterhours.services.duty.enter_exception import Wish, enter_exception
from afterhours.services.people.known import trust_numbers
from afterhours.services.signing import Signed
from afterhours.site import load_site, read_folder
from ivr.folders import PROJECT
from tests.support.pages import SIZES, Opener, fits, shots, signed_in
from tests.webhooks.pages.world import World, serving
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]
shoot = shots("rosters")
THURSDAY = datetime(2026, 12, 17, 3, 20, tzinfo=UTC)
"""22:20 on Wednesday in Toronto: the town hall is closed."""
DEMO = PROJECT / "callflows"
OWN = ("long-point-county", "wealden-vale")


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    """The demonstration's rosters and people, on a night before Christmas; somebody is away, and a swap was made."""
    made = World(module_database_url)
    made.user("nora", Role.COUNTY_AGENT, OWN, name="Nora Field")
    made.user("femi", Role.OUT_OF_HOURS_AGENT, OWN, name="Femi Adeyemi")
    made.user("early", Role.COUNTY_AGENT, ("empty",), name="Early Bird")
    site, faults = load_site(read_folder(DEMO))
    assert site is not None, str(faults)
    made.parts.site, made.parts.book = serving(site, "empty"), site.book
    made.parts.clock.set(THURSDAY)
    ServiceClock(made.parts.database, made.parts.real_clock).set(THURSDAY)
    for tenant, file in zip(OWN, ("people.csv", "people.wealden-vale.csv"), strict=True):
        with (DEMO / "demo" / file).open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                made.add(Person(tenant=tenant, handle=row["handle"], name=row["name"], numbers=row["numbers"].split(),
                                email=row["email"], language=row["language"], updated_at=THURSDAY))  # fmt: skip
    with made.parts.database.transaction() as session:
        trust_numbers(session, THURSDAY)
        for wish in entered():
            enter_exception(session, site, wish, Signed("nora", THURSDAY, THURSDAY))
    yield made
    made.parts.database.close()


def entered() -> list[Wish]:
    monday = datetime(2026, 12, 21, 13, 30, tzinfo=UTC)
    day = timedelta(days=1)
    away = (monday + 4 * day - timedelta(hours=4), monday + 5 * day)
    return [
        Wish("water", "secondary", "replace", monday, monday + 3 * day, ("dee",), ("ann",), "a course in Windsor"),
        Wish("social", "primary", "remove", *away, (), ("eliane",), "leave"),
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_rosters_fit_their_window(page_of: Opener, size: str, scheme: str) -> None:
    page = signed_in(page_of(size, scheme))
    page.goto("/desk/rosters")
    shoot(page, f"all-{size}-{scheme}")
    assert fits(page)
    page.goto("/desk/rosters/social")
    shoot(page, f"one-{size}-{scheme}")
    assert fits(page)
    page.locator(".strip a").last.click()
    page.get_by_role("heading", name="Who comes in?").wait_for()
    shoot(page, f"shift-{size}-{scheme}")
    assert fits(page)


def test_a_swap_takes_two_clicks_and_is_seen_at_once(page_of: Opener) -> None:
    page = signed_in(page_of())
    page.goto("/desk/rosters/roads")
    page.get_by_role("link", name="Secondary: Hana Novak, Mon 21 Dec 08:30").first.click()
    shoot(page, "swap-1-who-comes-in")
    page.get_by_role("button", name="Ivo Bélanger").click()
    page.get_by_role("status").get_by_text("Ivo Bélanger has Roads and trees, Secondary").wait_for()
    assert page.get_by_role("heading", name="Roads and trees").count() == 1
    assert page.get_by_text("Ivo Bélanger for Hana Novak").count() >= 1
    shoot(page, "swap-2-done")
    page.get_by_role("button", name="Cancel it").click()
    page.get_by_role("status").get_by_text("Cancelled").wait_for()
    assert page.get_by_text("Ivo Bélanger for Hana Novak").count() == 0


def test_a_gap_is_filled_by_keyboard_alone(page_of: Opener) -> None:
    page = signed_in(page_of())
    page.goto("/desk/rosters/social")
    page.get_by_role("link", name="Put somebody in").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Kim Oduya").focus()
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("Kim Oduya has Duty social worker, Primary").wait_for()
    assert page.get_by_text("Nobody is on duty").count() == 0


def test_the_enter_key_in_a_field_chooses_nobody(page_of: Opener) -> None:
    page = signed_in(page_of())
    page.goto("/desk/rosters/roads")
    page.locator(".strip a").last.click()
    page.get_by_text("Only a part of it, or with a reason").click()
    page.get_by_label("Reason").fill("a course")
    page.keyboard.press("Enter")
    assert page.get_by_role("heading", name="Who comes in?").is_visible()
    assert page.locator(".note[role=status]").count() == 0


def test_a_fault_stands_beside_its_field_and_what_was_typed_stays(page_of: Opener) -> None:
    page = signed_in(page_of("narrow"))
    page.goto("/desk/rosters/water")
    page.locator(".strip a").last.click()
    page.get_by_text("Only a part of it, or with a reason").click()
    page.get_by_label("From").fill("2027-01-20T08:30")
    page.get_by_label("Until").fill("2027-01-19T08:30")
    page.get_by_role("button", name="Nobody comes in").click()
    page.get_by_text("Write a reason").wait_for()
    assert page.get_by_label("Until").input_value() == "2027-01-19T08:30"
    shoot(page, "fault-narrow")
    assert fits(page)


def test_the_page_of_a_council_without_rosters_says_what_will_appear(page_of: Opener) -> None:
    page = signed_in(page_of(), "early")
    page.goto("/desk/rosters")
    page.get_by_role("heading", name="No roster yet").wait_for()
    shoot(page, "empty")


def test_whoever_may_not_change_sees_the_weeks_without_links(page_of: Opener) -> None:
    page = signed_in(page_of("narrow", "dark"), "femi")
    page.goto("/desk/rosters/water")
    assert page.locator(".strip a").count() == 0
    shoot(page, "read-only-narrow-dark")
    assert fits(page)


def test_the_page_speaks_french(page_of: Opener) -> None:
    page = signed_in(page_of())
    page.goto("/desk/rosters?lang=fr")
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.get_by_role("link", name="Eau et égouts").count() >= 1
    shoot(page, "all-french")
