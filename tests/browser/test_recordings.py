"""What callers said, in a real browser: the players of a case, one that plays and seeks, one whose time has run out.

Screenshots are left in `screenshots/recordings` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from afterhours.models import Case, Recording
from afterhours.services.recordings.hear import Listening
from afterhours.services.recordings.links import LISTENED_FOR
from ivr.recordings.folder import FolderStore
from ivr.recordings.port import key_for
from ivr.simulator.recordings import wav
from tests.support.pages import SIZES, Opener, fits, shots, signed_in
from tests.webhooks.pages.world import CALLER, COUNTY, NOW, World, event
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("recordings")
SAID = "There is water coming out of the road in front of number twelve, and it is getting worse."
PLAYS = """player => new Promise((done) => {
  player.addEventListener("timeupdate", () => { if (player.currentTime > 0.2) done(true); });
  player.play();
})"""
SEEKS = """player => new Promise((done) => {
  player.addEventListener("seeked", () => done(player.currentTime));
  player.currentTime = 3.5;
})"""
PAUSES = """player => new Promise((done) => {
  if (player.paused) done(true); else player.addEventListener("pause", () => done(true));
})"""


class Night:
    """One case with an answer that was spoken and three messages."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.store = world, FolderStore(folder)
        world.parts.listening = Listening(lambda: self.store, lambda: cast("Any", None))
        world.user("nora", Role.COUNTY_AGENT, name="Nora Field")
        world.user("night", Role.OUT_OF_HOURS_AGENT, name="Owl Answering")
        self.case: Case = world.case(
            events=[[event("arrived", line="main", flow="main")], [event("recorded", recording="RE1", seconds=5)]],
            service="water-main-break", kind="service_request", priority="emergency", in_hours=False, seconds=192,
            location="12 Main Street", language="en", disposition="message_left", caller_e164=CALLER,
            answers=[{"question": "location", "kind": "address", "value": "", "recording": "RE0"}],
            messages=[{"recording": f"RE{number}", "seconds": 5 * number} for number in (1, 2, 3)],
        )  # fmt: skip
        world.let_see("night", self.case)
        self.tape("RE0", 5, kind="answer", transcript_state="none")
        self.tape("RE1", 5, transcript=SAID, transcript_state="there")
        self.tape("RE2", 5, transcript_state="expected")
        self.tape("RE3", 5, transcript_state="failed", state="lost")

    def tape(self, name: str, seconds: int, *, kind: str = "message", **columns: str) -> None:
        row = Recording(tenant=COUNTY, call_id=self.case.call_id, account="AC1", provider_recording_id=name, kind=kind,
                        seconds=seconds, created_at=NOW, **{"state": "deleted_at_provider", **columns})  # fmt: skip
        self.world.add(row)
        key = key_for(row.id, "audio/x-wav")
        kept = self.store.put(key, [wav(seconds)], "audio/x-wav")
        with self.world.parts.database.transaction() as session:
            found = session.get_one(Recording, row.id)
            found.stored_key, found.bytes, found.content_type = key, kept.bytes, "audio/x-wav"


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    yield made
    made.parts.database.close()


@pytest.fixture(scope="module")
def night(world: World, tmp_path_factory: pytest.TempPathFactory) -> Night:
    return Night(world, tmp_path_factory.mktemp("recordings"))


@pytest.fixture
def case_page(page_of: Opener, night: Night) -> Opener:
    """Opens the case for somebody who has just signed in."""

    def open_it(size: str = "wide", scheme: str = "light", login: str = "nora") -> Any:
        page = signed_in(page_of(size, scheme), login)
        page.goto(f"/desk/cases/{night.case.number}")
        return page

    return open_it


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_a_case_offers_what_was_said(case_page: Opener, size: str, scheme: str) -> None:
    page = case_page(size, scheme)
    assert page.locator("audio").count() == 3
    assert SAID in page.content()
    assert fits(page)
    shoot(page, f"case-{size}-{scheme}")


def test_a_message_plays_and_can_be_sought_in(case_page: Opener) -> None:
    page = case_page()
    player = page.locator("audio").first
    assert player.evaluate(PLAYS)
    assert player.evaluate(SEEKS) >= 3.4
    assert page.get_by_role("alert").count() == 0


def test_only_one_message_plays_at_a_time(case_page: Opener) -> None:
    page = case_page()
    first, second = page.locator("audio").nth(0), page.locator("audio").nth(1)
    assert first.evaluate(PLAYS)
    assert second.evaluate(PLAYS)
    assert first.evaluate(PAUSES)


def test_a_page_that_was_open_too_long_says_how_to_go_on(case_page: Opener, night: Night) -> None:
    page = case_page()
    night.world.parts.real_clock.advance(LISTENED_FOR.total_seconds() - 5)
    page.context.request.get("/desk/cases")
    night.world.parts.real_clock.advance(6)
    page.locator("audio").first.evaluate("player => { player.play().catch(() => {}); }")
    page.get_by_role("alert").wait_for()
    assert "reload the page" in page.get_by_role("alert").inner_text()
    shoot(page, "too-late")


def test_an_answering_company_is_told_why_it_hears_nothing(case_page: Opener) -> None:
    page = case_page(login="night")
    assert page.locator("audio").count() == 0
    assert page.get_by_text("Listening is not open to your role.").count() == 1
    shoot(page, "not-open")
