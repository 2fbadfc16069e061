"""The page of a call while the call goes on: it changes by itself, and takes nothing away from whoever is typing.

Screenshots are left in `screenshots/standing` of this user's state folder (`var/`).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from afterhours.models import Call, Case, Emergency, Offer, QueuedCall
from tests.support.emergency_pages import ROADS, WATER, emergency, happened, tried
from tests.support.pages import Opener, fits, shots, signed_in
from tests.webhooks.desk.call_talks import DIRECTORY, FIRMS, GROUPS, offers, rows, talking, user_id
from tests.webhooks.desk.calls_world import address_of
from tests.webhooks.pages.world import COUNTY, NOW, SITE, World
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("standing")
BY_THE_STREAM = 15_000
"""Milliseconds: while the stream is there a page asks by itself only every thirty seconds."""


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    made.user("nora", Role.COUNTY_AGENT, (COUNTY,), name="Nora Field")
    made.person("ann", "Ann Baker")
    made.parts.site = replace(
        SITE, rosters={"water": WATER, "roads": ROADS}, groups=GROUPS, directory=DIRECTORY, organisations=FIRMS
    )
    yield made
    made.parts.database.close()


@pytest.fixture
def talk(world: World) -> Iterator[Case]:
    yield talking(world)
    with world.parts.database.transaction() as session:
        for leg in session.query(Offer):
            leg.state, leg.ended_at = "over", NOW


def opened(page: Any, case: Case) -> Any:
    signed_in(page, "nora", to=address_of(case))
    page.get_by_role("heading", name="Details").wait_for()
    page.locator('[data-stream="away"]').wait_for(state="hidden")
    return page


def changes(world: World, table: Any, key: Any, **columns: Any) -> None:
    with world.parts.database.transaction() as session:
        found = session.get_one(table, key)
        for name, value in columns.items():
            setattr(found, name, value)


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_whoever_talks_sees_at_once_that_the_caller_has_gone_and_what_comes_next(
    page_of: Opener, world: World, talk: Case, size: str, scheme: str
) -> None:
    page = opened(page_of(size, scheme), talk)
    page.get_by_text("You talk with the caller").wait_for()
    shoot(page, f"talking-{size}-{scheme}")
    page.locator("#note").fill("She rings from a call box")
    changes(world, Call, talk.call_id, ended_at=NOW)
    page.locator(".standing").get_by_text("The caller has hung up").wait_for(timeout=BY_THE_STREAM)
    page.get_by_text("Write a note").wait_for(timeout=BY_THE_STREAM)
    assert page.locator("[data-standing-told]").inner_text() == "The caller has hung up"
    assert page.locator("#note").input_value() == "She rings from a call box"
    assert fits(page)
    shoot(page, f"hung-up-{size}-{scheme}")
    page.get_by_role("link", name="Call them back").click()
    page.locator("#callback-number:focus").wait_for()


def test_whom_one_is_choosing_stays_while_others_come_into_the_talk(page_of: Opener, world: World, talk: Case) -> None:
    page = opened(page_of(), talk)
    page.keyboard.press("t")
    page.locator("#transfer-to:focus").wait_for()
    page.locator("#transfer-to").select_option("roads-office")
    queued = rows(world, QueuedCall)[-1]
    asked = {"asked_by": user_id(world, "nora"), "name": "interpreters", "purpose": "interpreter", "state": "ringing"}
    offers(world, talk, queued, **asked)
    changes(world, QueuedCall, queued.id, held_at=NOW)
    page.locator(".standing").get_by_text("The caller holds, and was told").wait_for(timeout=BY_THE_STREAM)
    page.get_by_text("In the talk: you, Interpreters (being called)").wait_for(timeout=BY_THE_STREAM)
    assert page.locator("#transfer-to").input_value() == "roads-office"
    shoot(page, "held")
    changes(world, QueuedCall, queued.id, held_at=None)
    page.locator(".standing").get_by_text("You talk with the caller").wait_for(timeout=BY_THE_STREAM)


def test_the_time_goes_on_by_itself(page_of: Opener, talk: Case) -> None:
    page = opened(page_of(), talk)
    began = page.locator("[data-ticking]").inner_text()
    page.locator("[data-ticking]").filter(has_not_text=re.compile(f"^{began}$")).wait_for()


def test_once_somebody_on_duty_has_accepted_the_caller_can_be_put_through_to_them(
    page_of: Opener, world: World, talk: Case
) -> None:
    made = emergency(world, talk, call_id=None)
    page = opened(page_of(), talk)
    page.get_by_text("Nobody has accepted").wait_for()
    leg = tried(world, made, "ann", 30, "accepted")
    changes(
        world, Emergency, made.id, state="accepted", accepted_by="ann", accepted_at=NOW, accepted_leg=leg.id, due_at=NOW
    )
    happened(world, made, "accepted", 1, "ann", how="key")
    page.get_by_role("button", name="Put through to Ann Baker").wait_for(timeout=BY_THE_STREAM)
    shoot(page, "accepted")
    page.set_viewport_size({"width": 390, "height": 844})
    shoot(page, "accepted-narrow")
    assert fits(page)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.keyboard.press("u")
    page.get_by_text("Whoever has the emergency is being called").wait_for()
    page.get_by_text("Being called").first.wait_for()
    shoot(page, "asked")


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_what_an_agent_says_of_the_caller_is_one_key_away(page_of: Opener, talk: Case, size: str) -> None:
    page = opened(page_of(size), talk)
    page.keyboard.press("b")
    page.get_by_label("Abusive? What happened").wait_for()
    shoot(page, f"about-{size}")
    page.get_by_role("button", name="Flag this caller").click()
    page.get_by_text("Say what happened, in a few words").wait_for()
    shoot(page, f"about-refused-{size}")
    assert fits(page)
