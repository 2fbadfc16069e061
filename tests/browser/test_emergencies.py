"""The pages of emergencies in a real browser: they keep themselves fresh, and nothing that is typed is lost.

Screenshots are left in `screenshots/emergencies` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from afterhours.models import Case, Emergency
from afterhours.services.live import tell_live
from tests.support.emergency_pages import ROADS, WATER, emergency, happened, tried
from tests.support.pages import SIZES, Opener, fits, shots, signed_in
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, SITE, World, event
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]
shoot = shots("emergencies")
FRESH = 12_000
"""Milliseconds; a piece asks again every five seconds."""


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    made.user("nora", Role.SUPERVISOR, (COUNTY, PARTNER), name="Nora Field")
    made.user("early", Role.OUT_OF_HOURS_AGENT, ("empty",), name="Early Bird")
    for handle, name in (("ann", "Ann Baker"), ("bo", "Bo Singh"), ("duty-manager", "Margaret Duty")):
        made.person(handle, name)
    made.parts.site = replace(SITE, rosters={"water": WATER, "roads": ROADS}, people={})
    yield made
    made.parts.database.close()


@pytest.fixture(scope="module")
def pipe(world: World) -> tuple[Case, Emergency]:
    """A burst pipe that nobody has accepted in time, and what else the night brought."""
    over(world)
    case = world.case(
        service="water-main-break", priority="emergency", kind="service_request", location="12 Main Street, Long Point",
        opened_at=NOW - timedelta(minutes=4), seconds=None,
        events=[[event("arrived", line="main", flow="main")], [event("menu_choice", key="1", label="a burst pipe")]],
    )  # fmt: skip
    found = emergency(
        world, case, raised_at=NOW - timedelta(minutes=4), alarmed_at=NOW - timedelta(minutes=1), round=1, level=1
    )
    happened(world, found, "raised", 240, service="water-main-break", roster="water")
    tried(world, found, "ann", 239, "delivered", kind="text", round=0)
    tried(world, found, "ann", 238, "unpressed", round=0, answered_at=NOW - timedelta(seconds=230))
    happened(world, found, "added", 220)
    tried(world, found, "bo", 200, "busy", round=0, level=1)
    tried(world, found, "duty-manager", 170, "machine", round=0, level=2)
    happened(world, found, "alarm", 60)
    tried(world, found, "ann", 12, None, round=1)
    emergency(
        world, world.case(service="water-main-break", location="14 Main Street"), state="joined", master_id=found.id
    )
    return case, found


def over(world: World) -> None:
    for hours, state, who in (
        (1, "accepted", "bo"),
        (3, "done", "ann"),
        (8, "stood_down", "nora"),
        (20, "morning", "bo"),
    ):
        at = NOW - timedelta(hours=hours)
        case = world.case(service="water-main-break", location=f"{hours} Mill Road", opened_at=at, seconds=90)
        emergency(
            world, case, raised_at=at, state=state, accepted_by=who, accepted_at=at + timedelta(minutes=1),
            accepted_how="key", ended_by=None if state == "accepted" else who,
            ended_at=None if state == "accepted" else at + timedelta(hours=1), due_at=NOW + timedelta(minutes=20),
        )  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_about_emergencies_fits_its_window(
    page_of: Opener, pipe: tuple[Case, Emergency], size: str, scheme: str
) -> None:
    page = signed_in(page_of(size, scheme))
    page.get_by_role("link", name="Emergencies", exact=True).click()
    page.get_by_role("heading", name="Not finished").wait_for()
    shoot(page, f"list-{size}-{scheme}")
    assert fits(page)
    page.get_by_role("link", name="See the emergency").click()
    page.get_by_role("heading", name="What has happened").wait_for()
    page.get_by_text("Stand it down").first.click()
    shoot(page, f"emergency-{size}-{scheme}")
    assert fits(page)
    page.goto(f"/desk/cases/{pipe[0].number}")
    shoot(page, f"case-{size}-{scheme}")
    assert fits(page)


def test_the_page_refreshes_itself_and_focus_and_words_stay(page_of: Opener, world: World) -> None:
    case = world.case(service="water-main-break", location="7 Elm Street")
    found = emergency(world, case)
    page = signed_in(page_of())
    page.goto(f"/desk/emergencies/{case.number}")
    page.get_by_text("Stand it down").first.click()
    page.get_by_label("Reason", exact=True).last.fill("A drill")
    tried(world, found, "bo", 3, "declined")
    page.get_by_text("Called Bo Singh: declined").wait_for(timeout=FRESH)
    assert page.evaluate("document.activeElement.value") == "A drill"
    page.keyboard.press("Enter")
    page.get_by_text("nora stood it down: “A drill”").wait_for()
    shoot(page, "stood-down")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_passed_to_another_roster(page_of: Opener, world: World, size: str, scheme: str) -> None:
    case = world.case(service="water-main-break", location="8 Elm Street")
    emergency(world, case)
    page = signed_in(page_of(size, scheme))
    page.goto(f"/desk/emergencies/{case.number}")
    page.get_by_text("Pass it to another roster").click()
    page.get_by_label("Roster").select_option(label="Roads and trees")
    page.evaluate("document.querySelectorAll('input[required]').forEach((each) => each.required = false)")
    page.get_by_role("button", name="Pass it on").click()
    page.get_by_text("Say why: the reason is kept").wait_for()
    shoot(page, f"pass-no-reason-{size}-{scheme}")
    assert fits(page)
    page.locator("details[open]").get_by_label("Reason", exact=True).fill("A tree, not a pipe")
    page.keyboard.press("Enter")
    page.get_by_text("nora passed it to Roads and trees: “A tree, not a pipe”").wait_for()
    assert page.get_by_text("Roads and trees; afterwards a pause").is_visible()
    shoot(page, f"passed-{size}-{scheme}")


def test_focus_on_a_link_of_the_list_survives_the_refreshing(page_of: Opener, world: World) -> None:
    case = world.case(service="water-main-break", location="9 Elm Street")
    found = emergency(world, case, state="accepted", accepted_by="ann", accepted_at=NOW)
    page = signed_in(page_of())
    page.goto("/desk/emergencies")
    link = page.locator(f'a[href="/desk/emergencies/{case.number}"]')
    link.focus()
    with world.parts.database.transaction() as session:
        session.get_one(Emergency, found.id).accepted_by = "bo"
        tell_live(session, COUNTY, "emergency")
    page.locator("li", has=link).get_by_text("Bo Singh has it").wait_for(timeout=FRESH)
    assert page.evaluate("document.activeElement.getAttribute('href')") == f"/desk/emergencies/{case.number}"


def changes_somewhere(world: World) -> None:
    with world.parts.database.transaction() as session:
        tell_live(session, COUNTY, "emergency")


def test_a_lost_connection_is_said_and_what_is_shown_stays(
    page_of: Opener, world: World, pipe: tuple[Case, Emergency]
) -> None:
    page = signed_in(page_of())
    page.goto(f"/desk/emergencies/{pipe[0].number}")
    page.route("**/live*", lambda route: route.fulfill(status=401, body=""))
    changes_somewhere(world)
    page.get_by_text("The connection is lost").wait_for(timeout=FRESH)
    assert page.get_by_role("heading", name="What has happened").is_visible()
    shoot(page, "connection-lost")
    page.unroute("**/live*")
    changes_somewhere(world)
    page.get_by_text("The connection is lost").wait_for(state="hidden", timeout=FRESH)


def test_a_form_without_its_reason_and_an_empty_list(page_of: Opener, pipe: tuple[Case, Emergency]) -> None:
    page = signed_in(page_of())
    page.goto(f"/desk/emergencies/{pipe[0].number}")
    page.get_by_text("It can wait until morning").first.click()
    page.evaluate("document.querySelectorAll('input[required]').forEach((each) => each.required = false)")
    page.get_by_role("button", name="Leave it until morning").click()
    page.get_by_text("Say why: the reason is kept").wait_for()
    shoot(page, "no-reason")
    page = signed_in(page_of(), "early")
    page.goto("/desk/emergencies")
    page.get_by_role("heading", name="Nobody waits for help").wait_for()
    shoot(page, "list-empty")
