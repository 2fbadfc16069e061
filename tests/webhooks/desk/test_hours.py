"""The page of hours: what callers meet, holidays with their source, and opening or closing until a time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from afterhours.models import AuditEntry, HoursSwitch
from afterhours.rules.holidays import Holidays
from afterhours.rules.hours import DatedException, Hours, Window
from afterhours.service_clock import ServiceClock
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, SITE, World, token_in
from webhooks.roles import Role

DAYTIME = {day: (Window(time(8, 30), time(16, 30)),) for day in range(5)}
TOWN_HALL = Hours(
    "town-hall",
    "America/Toronto",
    DAYTIME,
    (DatedException(date(2026, 12, 29), date(2026, 12, 31)),),
    Holidays(
        "CA-ON",
        {date(2026, 12, 26): "Boxing Day", date(2026, 12, 28): "Boxing Day (observed)", date(2027, 1, 1): "New Year"},
        added={date(2027, 1, 11): "Founders' Day"},
        removed=frozenset({date(2027, 1, 1)}),
    ),
    tenant=COUNTY,
)
KENT = Hours("wealden-office", "Europe/London", DAYTIME, tenant=PARTNER)
CALENDARS = {each.name: each for each in (TOWN_HALL, KENT)}
ONTARIO = "CA\N{NON-BREAKING HYPHEN}ON"
LATER = "2026-12-26T18:00"


@pytest.fixture(scope="module")
def offices(world: World) -> World:
    """Saturday 02:30 in Toronto, Boxing Day; two councils with a calendar each."""
    world.parts.site = replace(SITE, hours=CALENDARS)
    ServiceClock(world.parts.database, world.parts.real_clock).set(NOW)
    for login, role, tenants in (
        ("boss", Role.ADMINISTRATOR, (COUNTY,)),
        ("agent", Role.COUNTY_AGENT, (COUNTY, PARTNER)),
        ("night", Role.OUT_OF_HOURS_AGENT, (COUNTY,)),
        ("kent", Role.COUNTY_AGENT, (PARTNER,)),
    ):
        world.user(login, role, tenants)
    return world


@pytest.fixture
def switches(offices: World) -> Iterator[World]:
    """The same world, afterwards without the orders of the test."""
    yield offices
    with offices.parts.database.transaction() as session:
        session.execute(delete(HoursSwitch))


def page(world: World, login: str) -> str:
    return world.browser(login).get("/desk/hours").text


def orders(client: FlaskClient, path: str = "town-hall", **changes: str) -> Any:
    """The form of a calendar, as somebody fills it in."""
    form = {"opens": "open", "until": LATER, "reason": "Advance polls", **changes}
    return client.post(f"/desk/hours/{path}", data={**form, "csrf_token": token_in(client.get("/desk/hours").text)})


def test_a_calendar_says_whether_it_is_open_why_and_what_comes_next(offices: World) -> None:
    shown = page(offices, "boss")
    for words in ("Town hall", "America/Toronto", "Closed", f"Boxing Day · {ONTARIO}", "Opens Fri 1 Jan 08:30"):
        assert words in shown, words


def test_the_next_weeks_are_a_calendar_with_every_reason(offices: World) -> None:
    shown = page(offices, "boss")
    for words in (
        "Tuesday 29 December 2026",
        "special dates 29 Dec – 31 Dec",
        f"Boxing Day (observed) · {ONTARIO}",
        f"New Year ({ONTARIO}) is no holiday here",
        "Founders&#39; Day · added here",
        "08:30–16:30",
    ):
        assert words in shown, words


def test_holidays_are_listed_with_their_source_and_those_that_are_not_kept(offices: World) -> None:
    listed = page(offices, "boss").split("Holidays of the next 12 months", 1)[1]
    assert "<s>New Year</s>" in listed
    assert "not kept here" in listed
    assert "added here" in listed
    assert "CA-ON: the public holidays as the library holidays 0." in listed


def test_holidays_are_named_in_the_reader_s_language(offices: World) -> None:
    shown = offices.browser("boss").get("/desk/hours?lang=fr").text
    assert "Boxing Day (observé)" in shown
    assert "Boxing Day (observed)" not in shown


def test_only_the_visitor_s_own_councils_calendars_are_shown(offices: World) -> None:
    assert "Wealden office" not in page(offices, "boss")
    assert "Town hall" not in page(offices, "kent")
    both = page(offices, "agent")
    assert "Wealden office" in both
    assert "Town hall" in both
    assert "Long Point County" in both


def test_an_order_holds_is_shown_and_is_written_into_the_audit(switches: World) -> None:
    client = switches.browser("agent")
    answer = orders(client)
    assert (answer.status_code, answer.location) == (303, "/desk/hours#town-hall")
    shown = client.get("/desk/hours").text
    for words in ("Open until Sat 26 Dec 18:00.", "Open by order until Sat 26 Dec 18:00", "Advance polls · agent"):
        assert words in shown, words
    with switches.parts.database.transaction() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "hours.opened")).one()
    assert (entry.actor, entry.object, entry.detail["reason"]) == ("agent", "hours town-hall", "Advance polls")


def test_going_back_to_the_ordinary_hours(switches: World) -> None:
    client = switches.browser("boss")
    orders(client, opens="close", reason="Water in the cellar")
    token = token_in(client.get("/desk/hours").text)
    answer = client.post("/desk/hours/town-hall/resume", data={"csrf_token": token}, follow_redirects=True)
    assert "Back to the ordinary hours." in answer.text
    assert "Closed by order" not in answer.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"until": ""}, "Choose a day and a time", id="no end"),
        pytest.param({"until": "2026-12-26T02:00"}, "This time has passed", id="past"),
        pytest.param({"until": "2027-03-14T02:30"}, "the clocks go forward", id="left out by the clocks"),
        pytest.param({"until": "2027-02-14T02:30"}, "more than 31 days away", id="too long"),
        pytest.param({"reason": "  "}, "Write a reason", id="no reason"),
        pytest.param({"opens": ""}, "Choose whether", id="neither"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_is_lost(
    switches: World, changes: dict[str, str], said: str
) -> None:
    answer = orders(switches.browser("boss"), **changes)
    assert answer.status_code == 400
    assert said in answer.text
    kept = {"opens": 'value="open" checked', "until": LATER, "reason": 'value="Advance polls"'}
    assert all(words in answer.text for name, words in kept.items() if name not in changes)
    with switches.parts.database.transaction() as session:
        assert session.scalars(select(HoursSwitch)).all() == []


def test_an_agent_of_the_night_sees_the_hours_and_cannot_switch_them(switches: World) -> None:
    client = switches.browser("night")
    assert "Open or close now" not in client.get("/desk/hours").text
    token = token_in(client.get("/desk/hours").text)
    data = {"opens": "open", "until": LATER, "reason": "x", "csrf_token": token}
    assert client.post("/desk/hours/town-hall", data=data).status_code == 403


def test_another_council_s_calendar_cannot_be_switched(switches: World) -> None:
    assert orders(switches.browser("boss"), "wealden-office").status_code == 404
    assert orders(switches.browser("boss"), "nowhere").status_code == 404


def test_without_calendars_the_page_says_what_will_appear(offices: World) -> None:
    offices.parts.site, before = replace(SITE, hours={}), offices.parts.site
    try:
        assert "As soon as hours.yaml names a calendar of your council" in page(offices, "boss")
    finally:
        offices.parts.site = before


def test_the_page_is_a_place_in_the_head(offices: World) -> None:
    assert '<a href="/desk/hours" aria-current="page">Hours</a>' in page(offices, "night")
