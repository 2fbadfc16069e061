"""The morning after in a real browser and on paper: after a night full of things, and after a quiet one.

Screenshots are left in `screenshots/handover` of this user's state folder (`var/`).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.nights import Nights
from tests.support.pages import SIZES, Opener, fits, place_of, shots, signed_in
from tests.webhooks.pages.world import COUNTY, PARTNER, World
from webhooks.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow]

shoot = shots("handover")
TORONTO = ZoneInfo("America/Toronto")
MONDAY = datetime(2026, 12, 21, 8, 30, tzinfo=TORONTO)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-12-{text}").replace(tzinfo=TORONTO)


@pytest.fixture(scope="module")
def world(module_database_url: str) -> Iterator[World]:
    made = World(module_database_url)
    made.parts.clock.set(MONDAY)
    made.user("nora", Role.COUNTY_AGENT, (COUNTY, PARTNER), name="Nora Field")
    for handle, name in (("ann", "Ann Vandermeer"), ("bo", "Bo Lachance"), ("cy", "Cy Whitlock")):
        made.person(handle, name)
    fill(Nights(made.parts, tenant=COUNTY))
    yield made
    made.parts.database.close()


def fill(night: Nights) -> None:
    """A weekend with everything in it."""
    pipe = night.taken(
        at("19T02:15:10"), "bo", state="done", ended_at=at("19T04:20"), ended_by="bo",
        reason="Valve closed, crew on Sunday",
        case={"location": "12 Main Street, Long Point", "status": "resolved"},
    )  # fmt: skip
    for minute in range(12):
        night.emergency(at("19T02:20") + timedelta(minutes=minute), "joined", master_id=pipe.id)
    mine = night.taken(at("20T23:05"), "cy", case={"location": "Mill Road at the bridge"})
    night.event(mine, at("20T23:05:50"), "unusable", "dee")
    morning = night.emergency(
        at("20T05:40"), "morning", accepted_at=at("20T05:44"), accepted_by="ann", ended_at=at("20T05:58"),
        ended_by="ann", reason="Trickle only, the road is dry",
        case={"location": "3 Church Lane"},
    )  # fmt: skip
    night.attempt(morning, at("20T05:40:02"), "ann", "unpressed")
    open_one = night.emergency(
        at("21T08:21"), round=1, case={"location": "Harbour Street, by the chapel"}, alarmed_at=at("21T08:24")
    )
    for step, (who, result) in enumerate((("ann", "no_answer"), ("bo", "machine"), ("cy", "declined"), ("ann", None))):
        night.attempt(open_one, at("21T08:21:02") + timedelta(seconds=40 * step), who, result)
    night.event(open_one, at("21T08:22"), "nobody")
    night.event(open_one, at("21T08:24"), "alarm")
    night.message(at("19T11:12"), 48, service="lost-dog", location="Mill Road")
    night.message(at("20T16:31"), 94, subject="Noise from the arena", status="open")
    night.message(at("18T17:02"), 12)
    night.case(at("19T09:00"), service="lost-dog", location="Station Street", kind="service_request")
    night.case(at("20T13:00"), service="water-main-break", location="Old Mill, second house", kind="service_request")
    night.case(at("16T10:00"), service="lost-dog", kind="service_request")
    for minute in range(23):
        night.case(at("19T12:00") + timedelta(minutes=17 * minute), kind="abandoned", status="closed")
    night.case(at("19T12:00"), line="night", status="closed", first_answer_at=at("19T12:01"))


@pytest.fixture
def handover(page_of: Opener) -> Opener:
    """Opens the page of somebody who has just signed in."""

    def open_it(size: str = "wide", scheme: str = "light") -> Any:
        page = signed_in(page_of(size, scheme), to="/desk/handover")
        page.get_by_role("heading", name="The morning after").wait_for()
        return page

    return open_it


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_handover_fits_its_window(handover: Opener, size: str, scheme: str) -> None:
    page = handover(size, scheme)
    shoot(page, f"{size}-{scheme}")
    assert fits(page)


def test_what_must_be_done_first_is_in_sight_without_scrolling(handover: Opener) -> None:
    page = handover()
    for words in ("1 emergency has nobody yet", "Nobody has it", "Harbour Street"):
        box = page.get_by_text(words).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < SIZES["wide"][1], words


def test_on_paper_there_is_everything_and_nothing_to_press(handover: Opener) -> None:
    page = handover()
    page.emulate_media(media="print")
    shoot(page, "print")
    assert not page.get_by_role("navigation").first.is_visible()
    assert not page.get_by_role("button", name="Print").is_visible()
    assert page.get_by_text("Rang Bo Lachance: took it").first.is_visible()
    page.pdf(path=place_of("handover") / "print.pdf", format="A4")


def test_a_council_with_a_quiet_night_and_an_earlier_night(handover: Opener) -> None:
    page = handover()
    page.get_by_role("link", name="Wealden Vale Borough Council").click()
    page.get_by_text("A quiet night: nothing waits for you.").wait_for()
    shoot(page, "quiet")
    page.goto("/desk/handover")
    page.get_by_role("link", name="The night before").click()
    page.get_by_text("Thu 17 Dec 16:30 – Fri 18 Dec 08:30").wait_for()
    page.get_by_role("link", name="The last night").click()
    page.get_by_text("1 emergency has nobody yet").wait_for()
