"""The page of a call in a real browser: the first glance, by keyboard, a draft that survives, two agents at once.

Screenshots are left in `screenshots/calls` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from afterhours.models import Case, CaseEvent, QueuedCall
from afterhours.site.model import Service, Target
from tests.support.emergency_pages import ROADS, WATER, emergency, happened, tried
from tests.support.pages import REFUSED, SIZES, Opener, fits, opener, place_of, shots, signed_in
from tests.webhooks.desk.call_talks import DIRECTORY, FIRMS, GROUPS, offers, rows, talking, user_id
from tests.webhooks.desk.calls_world import address_of, household, night_call
from tests.webhooks.pages.world import BOOK, COUNTY, NOW, PARTNER, SITE, World
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("calls")
NOTE = """# Burst pipe

Ask **twice** whether the road sinks. If it does, it is an emergency at once.

- Is water running onto the road, or into a house?
- Can they reach the stopcock? It is where the pipe comes in, usually in the cellar.
- Keep children away from the hole.

Nobody digs before the gas company has been asked: 1 h at night.
"""


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    made.user("nora", Role.COUNTY_AGENT, (COUNTY, PARTNER), name="Nora Field")
    made.user("bo", Role.COUNTY_AGENT, (COUNTY,), name="Bo Singh")
    made.person("ann", "Ann Baker")
    made.person("bo", "Bo Whitlock")
    made.person("duty-manager", "Margaret Duty")
    pipe = Service(request=BOOK.requests["water-main-break"], knowledge=NOTE, target=Target(seconds=4 * 3600))
    made.parts.site = replace(
        SITE, rosters={"water": WATER, "roads": ROADS}, services={**SITE.services, "water-main-break": pipe}
    )
    yield made
    made.parts.database.close()


@pytest.fixture(scope="module")
def full(world: World) -> Case:
    """A household's number, earlier cases, a history, an emergency that rings."""
    caller = "+15195550177"
    household(world, "Mary Poole", "Tom Poole", caller=caller)
    for days, status, service in ((2, "open", "lost-dog"), (30, "closed", "water-main-break"), (70, "closed", None)):
        world.case(caller_e164=caller, status=status, service=service, opened_at=NOW - timedelta(days=days))
    case = night_call(
        world, caller_e164=caller, priority="emergency", status="open", caller_name="Mary Poole",
        subject="Water comes out of the road and into the cellar",
    )  # fmt: skip
    waiting = emergency(world, case, call_id=None)
    happened(world, waiting, "raised", 50, "nora", service="water-main-break")
    tried(world, waiting, "ann", 40, "no_answer")
    tried(world, waiting, "bo", 6, None, level=1)
    for seconds, what, words in (
        (40, "did", "Told her to shut the stopcock"),
        (20, "note", "Two children in the house"),
    ):
        world.add(
            CaseEvent(
                tenant=COUNTY,
                case_id=case.id,
                at=NOW - timedelta(seconds=seconds),
                actor="nora",
                what=what,
                detail={"text": words},
            )
        )
    return case


@pytest.fixture(scope="module")
def plain(world: World) -> Case:
    return night_call(world, caller_e164="+15195550178")


@pytest.fixture(scope="module")
def empty(world: World) -> Case:
    """Nothing is known: the number is withheld, and no key was pressed."""
    return night_call(
        world, caller_e164=None, events=None, service=None, location=None, language=None, kind="contact", call={}
    )


def opened(page: Any, case: Case, login: str = "nora") -> Any:
    """The page of the call, after the sign-in that led to it."""
    signed_in(page, login, to=address_of(case))
    page.get_by_role("heading", name="Details").wait_for()
    page.wait_for_load_state()
    return page


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("which", ["empty", "plain", "full"])
def test_the_page_fits_its_window(
    page_of: Opener, request: pytest.FixtureRequest, which: str, size: str, scheme: str
) -> None:
    case = request.getfixturevalue(which)
    page = opened(page_of(size, scheme), case)
    shoot(page, f"{which}-{size}-{scheme}")
    page.screenshot(path=place_of("calls") / f"glance-{which}-{size}-{scheme}.png")
    assert fits(page)


ESSENTIAL = (
    "(519) 555-0177", "maybe: 2 people", "Long Point County, my name is Nora Field", "Nobody has accepted",
    "Calling Bo Whitlock", "Pressed 1: a burst water pipe", "Water and sewers", "What to know",
)  # fmt: skip


def test_what_must_be_known_is_in_sight_without_scrolling_even_while_an_emergency_rings(
    page_of: Opener, full: Case
) -> None:
    page = opened(page_of(), full)
    for words in ESSENTIAL:
        box = page.get_by_text(words).filter(visible=True).first.bounding_box()
        assert box is not None, words
        assert box["y"] + box["height"] < SIZES["wide"][1], words
    for name in ("Emergency", "Receipt", "Wrap up"):
        box = page.locator(".ways").get_by_text(name, exact=True).bounding_box()
        assert box is not None, name
        assert box["x"] > SIZES["wide"][0] / 2, name


def test_a_whole_call_is_possible_by_keyboard(page_of: Opener, world: World) -> None:
    case = night_call(world, caller_e164="+15195550179")
    page = opened(page_of(), case)
    page.keyboard.press("?")
    page.get_by_role("heading", name="Keys of this page").wait_for()
    shoot(page, "keys")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    page.locator("#answer-account:focus").wait_for()
    page.keyboard.type("e is no shortcut here")
    shoot(page, "identity")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.locator("#emergency-service:focus").wait_for()
    shoot(page, "emergency-form")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("It is raised").wait_for()
    page.get_by_text("Nobody has accepted").first.wait_for()
    page.wait_for_load_state()
    page.keyboard.press("n")
    page.locator("#note:focus").wait_for()
    page.keyboard.type("Two children in the house")
    page.keyboard.press("Tab")
    page.locator("#disposition:focus").wait_for()
    page.keyboard.type("The people")
    page.keyboard.press("Escape")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "wrap-up":
            break
    page.keyboard.press("Enter")
    page.get_by_text("The call is finished").wait_for()
    with world.parts.database.transaction() as session:
        found = session.get_one(Case, case.id)
        assert (found.disposition, found.priority, found.wrapped_by) == ("on_duty", "emergency", "nora")


@pytest.fixture
def talk(world: World) -> Case:
    """Nora talks with a caller, and the night desk is being asked; an interpreter is on the line."""
    world.parts.site = replace(world.parts.site, groups=GROUPS, directory=DIRECTORY, organisations=FIRMS)
    case = talking(world)
    queued = rows(world, QueuedCall)[-1]
    asked = {"asked_by": user_id(world, "nora")}
    offers(world, case, queued, purpose="transfer", state="accepted", name="night-desk", ready_at=NOW, **asked)
    offers(world, case, queued, purpose="interpreter", state="ringing", name="interpreters", **asked)
    with world.parts.database.transaction() as session:
        session.get_one(QueuedCall, queued.id).held_at = NOW
    return case


def test_whoever_else_is_in_the_talk_is_seen_and_every_way_out_has_its_place(page_of: Opener, talk: Case) -> None:
    page = opened(page_of(), talk)
    page.get_by_role("button", name="Connect the caller").wait_for()
    shoot(page, "talk-wide")
    page.keyboard.press("c")
    page.locator("#callback-number:focus").wait_for()
    shoot(page, "callback-form")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    shoot(page, "talk-narrow")
    assert fits(page)


def test_single_keys_can_be_switched_off(page_of: Opener, plain: Case) -> None:
    page = opened(page_of(), plain)
    page.keyboard.press("?")
    page.get_by_label("Single keys work").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("e")
    assert not page.locator("#emergency-service").is_visible()
    page.reload()
    page.keyboard.press("e")
    assert not page.locator("#emergency-service").is_visible()


def test_what_was_typed_survives_a_closed_page(page_of: Opener, world: World) -> None:
    case = night_call(world, caller_e164="+15195550180")
    page = opened(page_of(), case)
    page.get_by_label("What it is about").fill("Water in the cellar")
    page.get_by_text("Kept as a draft").wait_for()
    page.close()
    again = opened(page_of(), case)
    assert again.get_by_label("What it is about").input_value() == "Water in the cellar"
    again.locator("[data-draft-line]").get_by_text("not saved yet").wait_for()
    shoot(again, "draft")


@pytest.fixture
def torn(browser: Any, address: str) -> Iterator[Opener]:
    """Opens pages whose requests may fail: the console complains of each."""
    with opener(browser, address, expected=(*REFUSED, "net::ERR_FAILED")) as open_page:
        yield open_page


def test_what_was_typed_survives_a_network_that_is_gone(torn: Opener, world: World) -> None:
    case = night_call(world, caller_e164="+15195550181")
    page = opened(torn(), case)
    page.route("**/draft", lambda route: route.abort())
    page.get_by_label("What it is about").fill("The line is bad")
    page.get_by_text("No connection: what you write is kept in this page").wait_for()
    shoot(page, "no-connection")
    page.unroute("**/draft")
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/draft", lambda route: route.abort())
    page.reload()
    page.get_by_text("Restored from this page").wait_for()
    assert page.get_by_label("What it is about").input_value() == "The line is bad"
    page.unroute("**/draft")
    page.get_by_label("What it is about").press("End")
    page.keyboard.type(" again")
    page.get_by_text("Kept as a draft").wait_for()


def test_two_agents_on_one_call_see_each_other_and_choose(page_of: Opener, world: World) -> None:
    case = night_call(world, caller_e164="+15195550182")
    nora = opened(page_of(), case)
    bo = opened(page_of(), case, "bo")
    bo.get_by_text("Nora Field has this call open too").wait_for()
    nora.get_by_label("Where it is").nth(-1).fill("14 Main Street")
    nora.get_by_role("button", name="Save", exact=True).click()
    nora.get_by_text("Saved.").wait_for()
    bo.locator("#location").fill("16 Main Street")
    bo.get_by_role("button", name="Save", exact=True).click()
    bo.get_by_text("somebody else has changed the same").wait_for()
    shoot(bo, "clash")
    bo.get_by_role("button", name="Take theirs").click()
    assert bo.locator("#location").input_value() == "14 Main Street"
    bo.get_by_role("button", name="Save", exact=True).click()
    bo.get_by_text("Saved.").wait_for()


def test_a_fault_is_told_beside_its_field(page_of: Opener, plain: Case) -> None:
    page = opened(page_of(), plain)
    page.get_by_label("Number to reach them").fill("12")
    page.get_by_role("button", name="Save and finish the call").click()
    page.get_by_text("Nothing is saved yet: 2 fields need you.").wait_for()
    shoot(page, "faults")
    page.set_viewport_size({"width": 390, "height": 844})
    assert fits(page)
