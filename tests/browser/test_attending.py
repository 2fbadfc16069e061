"""A call appears on the right desk without a reload, is said once, and is accepted by keyboard."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text, update

from afterhours.models import Offer
from afterhours.services.live import tell_live
from afterhours.services.queue.presence import present
from tests.support.offers import offer_of
from tests.support.pages import SIZES, Opener, fits, shots, signed_in
from tests.webhooks.pages.world import COUNTY, World, world
from webhooks.roles import Role

__all__ = ["world"]
shoot = shots("attending")


@pytest.fixture(scope="module", autouse=True)
def nora(world: World) -> Any:
    return world.user("nora", Role.COUNTY_AGENT, groups=("county-desk",))


@pytest.fixture(autouse=True)
def quiet_lines(world: World) -> Iterator[None]:
    yield
    with world.parts.database.transaction() as session:
        session.execute(update(Offer).values(state="over"))
        session.execute(text("delete from agent_presence"))


@dataclass(frozen=True)
class Attending:
    """Nora, as her membership says."""

    user_id: UUID
    organisation: str = "county"
    groups: tuple[str, ...] = ("county-desk",)
    skills: tuple[str, ...] = ()
    tenants: tuple[str, ...] = (COUNTY,)


def rings(world: World, user: Any, **fields: Any) -> Offer:
    """The dispatcher's offer, told as it tells it."""
    case = world.case()
    own = {"organisation": "county", "group_name": "county_desk", "user_id": user.id, **fields}
    waiting, offer = offer_of(case, **own)
    waiting.language, waiting.priority = "fr", 2 if fields.get("purpose") == "callback" else 0
    world.add(waiting, offer)
    with world.parts.database.transaction() as session:
        tell_live(session, COUNTY, "offer", user=user.id, id=offer.id)
    return offer


def test_an_offer_appears_without_a_reload_and_is_said_once(page_of: Opener, world: World, nora: Any) -> None:
    page = signed_in(page_of())
    page.evaluate("window.here = true")
    offer = rings(world, nora)
    page.locator(".offer").get_by_text("A call for you").wait_for(timeout=5000)
    assert page.evaluate("window.here")
    said = page.locator("[data-announced]")
    assert "A call for you" in said.inner_text()
    assert page.title().startswith("●")
    page.evaluate("document.querySelector('[data-announced]').textContent = ''")
    page.reload()
    page.locator(".offer").get_by_text("A call for you").wait_for()
    assert said.inner_text() == ""
    page.locator(f"#accept-{offer.id}").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/calls/{offer.call_id}")
    assert page.locator(".offer").count() == 0
    page.goto("/desk/lines")
    page.locator(".offer").get_by_text("You are talking").wait_for()


def test_what_is_typed_elsewhere_stays_while_the_bar_changes(page_of: Opener, world: World, nora: Any) -> None:
    page = signed_in(page_of(), to="/desk/cases")
    page.get_by_label("Number").fill("123-456")
    page.get_by_label("My telephone").fill("519 555 0142")
    page.locator("#say-available").click()
    page.locator(".presence-state").get_by_text("Available").wait_for()
    rings(world, nora)
    page.locator(".offer").get_by_text("A call for you").wait_for(timeout=5000)
    assert page.get_by_label("Number").input_value() == "123-456"


def test_a_telephone_that_is_missing_is_told_beside_the_button(page_of: Opener) -> None:
    page = signed_in(page_of())
    page.get_by_label("My telephone").fill("")
    page.locator("#say-available").click()
    page.get_by_text("Say where your telephone is").wait_for()
    shoot(page, "no-telephone")


def test_the_sound_is_off_until_somebody_wants_it(page_of: Opener) -> None:
    page = signed_in(page_of())
    button = page.get_by_role("button", name="Sound")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    page.reload()
    assert page.get_by_role("button", name="Sound").get_attribute("aria-pressed") == "true"


def test_while_the_stream_is_away_the_page_says_so_and_looks_by_itself(
    page_of: Opener, world: World, nora: Any
) -> None:
    page = page_of()
    page.route("**/live/desk", lambda route: route.fulfill(status=404, body=""))
    signed_in(page)
    page.get_by_text("The live connection is away").wait_for(timeout=15_000)
    rings(world, nora)
    page.locator(".offer").get_by_text("A call for you").wait_for(timeout=15_000)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bar_fits_its_window(page_of: Opener, world: World, nora: Any, size: str, scheme: str) -> None:
    page = signed_in(page_of(size, scheme))
    with world.parts.database.transaction() as session:
        told = {"user_id": nora.id, "organisation": "county", "groups": ("county-desk",), "skills": ()}
        present(
            session,
            type("Nora", (), {**told, "tenants": (COUNTY,)})(),
            "available",
            "+15195550142",
            world.parts.clock.now(),
        )
        tell_live(session, COUNTY, "presence", user=nora.id)
    page.locator(".presence-state").get_by_text("Available").wait_for()
    shoot(page, f"available-{size}-{scheme}")
    rings(world, nora, purpose="callback")
    page.locator(".offer").get_by_text("You are rung for a callback").wait_for()
    shoot(page, f"offered-{size}-{scheme}")
    assert fits(page)
