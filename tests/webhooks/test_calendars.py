"""The calendars that other programs read: one event a shift in UTC, names that stay, nothing that tells too much."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from afterhours.parts import Parts
from afterhours.service_clock import ServiceClock
from afterhours.services.duty.calendar_feeds import address_of, person_feed, roster_feed
from afterhours.services.duty.enter_exception import enter_exception
from ivr import settings
from ivr.clock import SteppedClock, SystemClock
from tests.afterhours.conftest import NOW
from tests.afterhours.services.county_rosters import WEEK, signed, wish, with_rosters
from webhooks.app import create_app

pytestmark = pytest.mark.database


@pytest.fixture
def county(database_url: str, tmp_path: Path) -> Iterator[Parts]:
    environment = {
        "DATABASE_URL": database_url,
        "VAR_DIR": str(tmp_path),
        "TELEPHONY": "simulated",
        "SECRET_KEY": "x" * 40,
    }
    parts = with_rosters(Parts(settings.load(environment), real_clock=SteppedClock(NOW)))
    yield parts
    parts.close()


@pytest.fixture
def client(county: Parts) -> FlaskClient:
    return create_app(county).test_client()


def path_of(county: Parts, *, roster: str = "", person: str = "") -> str:
    with county.database.transaction() as session:
        feed = person_feed(session, person, signed()) if person else roster_feed(session, county.site, roster, signed())
        return "/" + address_of("https://311.example", county.settings.secret_keys, feed).split("/", 3)[3]


def events(data: bytes) -> list[Any]:
    return Calendar.from_ical(data).walk("VEVENT")


def now(county: Parts) -> datetime:
    return county.clock.now()


def test_every_shift_is_one_event_in_utc_without_a_rule(county: Parts, client: FlaskClient) -> None:
    answer = client.get(path_of(county, roster="water"))
    assert answer.headers["Content-Type"].startswith("text/calendar")
    found = events(answer.data)
    assert len(found) > 50
    assert not any("RRULE" in each for each in found)
    assert len(re.findall(rb"DTSTART:\d{8}T\d{6}Z\r", answer.data)) == len(found)
    assert all(each["DTSTART"].dt < each["DTEND"].dt for each in found)


def test_a_feed_names_people_and_holds_no_telephone_number(county: Parts, client: FlaskClient) -> None:
    for path in (path_of(county, roster="water"), path_of(county, person="ann")):
        text = client.get(path).text
        assert "Ann" in text
        assert not re.search(r"\+?1?519555\d{4}", text)


def test_a_swap_changes_an_event_and_makes_none(county: Parts, client: FlaskClient) -> None:
    path, (start, end) = path_of(county, roster="water"), WEEK
    before = {str(each["UID"]): str(each["SUMMARY"]) for each in events(client.get(path).data)}
    with county.database.transaction() as session:
        enter_exception(session, county.site, wish(start, end), signed(now(county)))
    after = {str(each["UID"]): str(each["SUMMARY"]) for each in events(client.get(path).data)}
    changed = {uid: (before.get(uid), after[uid]) for uid in after if before.get(uid) != after[uid]}
    assert list(changed.values()) == [("water/primary: Ann", "water/primary: Dee")]


def test_a_person_reads_their_own_shifts_of_every_roster(county: Parts, client: FlaskClient) -> None:
    found = events(client.get(path_of(county, person="bo")).data)
    assert {str(each["SUMMARY"]) for each in found} == {"water/primary", "water/secondary", "social/primary"}


def test_a_reader_who_has_it_already_is_told_so(county: Parts, client: FlaskClient) -> None:
    path = path_of(county, roster="water")
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with county.database.transaction() as session:
        enter_exception(session, county.site, wish(), signed(now(county)))
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "ImFiYyI.aaaa"])
def test_an_address_that_is_not_ours_leads_nowhere(client: FlaskClient, token: str) -> None:
    assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_the_same_calendar_has_one_address_and_says_nothing_of_what_it_is(county: Parts) -> None:
    assert path_of(county, roster="water") == path_of(county, roster="WATER")
    assert path_of(county, roster="water") != path_of(county, person="ann")


def test_a_feed_reaches_some_weeks_back_and_half_a_year_ahead(county: Parts, client: FlaskClient) -> None:
    starts = [each["DTSTART"].dt for each in events(client.get(path_of(county, roster="water")).data)]
    ends = [each["DTEND"].dt for each in events(client.get(path_of(county, roster="water")).data)]
    assert min(starts) >= now(county) - timedelta(weeks=4, days=1)
    assert max(ends) <= now(county) + timedelta(weeks=26, days=1)


def test_a_duty_without_an_end_keeps_its_name_from_day_to_day(county: Parts, client: FlaskClient) -> None:
    path = path_of(county, roster="wealden-duty")
    first = {str(each["UID"]) for each in events(client.get(path).data)}
    ServiceClock(county.database, SystemClock()).set(now(county) + timedelta(days=3))
    assert {str(each["UID"]) for each in events(client.get(path).data)} == first
