"""The page of figures: what is counted, for whom, over which days, and what is not told."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from afterhours.models import AuditEntry, Callback, User
from tests.support.talks import talk
from tests.webhooks.pages.world import COUNTY, PARTNER, World
from webhooks.roles import Role

pytestmark = pytest.mark.database
MORNING = datetime.fromisoformat("2026-12-22T15:00:00+00:00")
"""A Tuesday, 10:00 in Toronto."""


@dataclass
class House:
    """`world` with somebody who counts, and an agent."""

    world: World
    people: dict[str, User] = field(default_factory=dict)

    def talks(self, number: int, at: datetime = MORNING, **more: Any) -> None:
        for minutes in range(number):
            talk(self.world, self.people["nora"], at + timedelta(minutes=minutes), **more)

    def rows(self, login: str = "wei", **asked: str) -> dict[str, list[str]]:
        """Figure -> its row of the file."""
        answer = self.world.browser(login).get("/desk/figures/file.csv", query_string=asked)
        assert answer.status_code == 200
        return {row[0]: row[1:] for row in csv.reader(io.StringIO(answer.text))}


@pytest.fixture(scope="module")
def everybody(module_database_url: str) -> Iterator[House]:
    made = House(World(module_database_url))
    both = (COUNTY, PARTNER)
    made.people["nora"] = made.world.user("nora")
    made.world.user("wei", Role.FIGURES, both)
    made.world.user("kit", Role.FIGURES, (PARTNER,), organisation="vale-office")
    made.world.user("marcus", Role.SUPERVISOR, groups=["social-duty"])
    made.world.user("night", Role.OUT_OF_HOURS_SUPERVISOR, organisation="nightline")
    yield made
    made.world.parts.database.close()


@pytest.fixture
def house(everybody: House) -> Iterator[House]:
    yield everybody
    with everybody.world.parts.database.transaction() as session:
        session.execute(text('truncate callback, offer, queued_call, recording, turn, "case", call, audit cascade'))


def test_calls_are_counted_with_their_waits_until_a_human_being_accepted(house: House) -> None:
    house.talks(12)
    found = house.rows()
    assert [found[name][0] for name in ("calls", "offered", "answered", "abandoned")] == ["12", "12", "12", "0"]
    assert found["answer_rate"][:3] == ["100.0", "percent", "12"]
    assert found["wait_median"][:2] == ["20", "seconds"]


def test_a_restricted_case_is_in_no_figure_whoever_asks(house: House) -> None:
    house.talks(6)
    house.talks(6, restricted="social-duty")
    assert [house.rows(login)["calls"][0] for login in ("wei", "marcus")] == ["6", "6"]


def test_each_sees_their_own_councils_and_may_choose_one_of_them(house: House) -> None:
    house.talks(7)
    house.talks(5, tenant=PARTNER, line="wealden-night")
    assert house.rows("kit")["calls"][0] == "5"
    assert house.rows("wei")["calls"][0] == "12"
    assert house.rows("wei", council=COUNTY)["calls"][0] == "7"
    assert house.rows("kit", council=COUNTY)["calls"][0] == "5"


def test_days_are_those_of_the_council_and_begin_at_its_midnight(house: House) -> None:
    house.talks(6, at=datetime.fromisoformat("2026-12-23T04:10:00+00:00"))
    assert house.rows(first="2026-12-22", last="2026-12-22")["calls"][0] == "6"
    assert house.rows(first="2026-12-23", last="2026-12-23")["calls"][0] == "0"


def test_fewer_than_five_are_not_told_nor_what_would_give_them_away(house: House) -> None:
    house.talks(6, disposition="talked")
    house.talks(3, disposition="wrong_number")
    found = house.rows()
    assert found["calls"][0] == "9"
    assert {found[f"disposition: {each}"][0] for each in ("talked", "wrong_number")} == {"<5", ""}
    page = house.world.browser("wei").get("/desk/figures").text
    assert "fewer than 5" in page


def test_what_agents_said_when_wrapping_up_is_reckoned_from_those_who_said_it(house: House) -> None:
    house.talks(15, first_contact=True, avoidable="no")
    house.talks(5, first_contact=False, avoidable="progress")
    house.talks(10)
    found = house.rows()
    assert (found["first_contact"][0], found["first_contact"][2]) == ("75.0", "20")
    assert (found["avoidable"][0], found["avoidable"][2]) == ("25.0", "20")


def test_a_call_back_is_in_time_when_it_was_tried_before_the_office_closed_on_its_next_day(house: House) -> None:
    office_closes = MORNING.replace(day=23, hour=21, minute=30)
    tries = [office_closes - timedelta(minutes=1)] * 15 + [office_closes + timedelta(minutes=1)] * 5
    for tried in tries:
        case = house.world.case(opened_at=MORNING)
        about = {"tenant": COUNTY, "case_id": case.id, "call_id": case.call_id, "number": "+15195550123"}
        times = {"place_at": MORNING, "due_at": MORNING, "created_at": MORNING}
        tries_of = {"first_attempt_at": tried, "reached_at": tried, "state": "reached"}
        house.world.add(Callback(group_name="county-desk", **about, **times, **tries_of))
    found = house.rows()
    assert (found["callbacks"][0], found["callbacks_reached"][2]) == ("20", "20")
    assert (found["callbacks_in_time"][0], found["callbacks_in_time"][2]) == ("75.0", "20")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"first": "2026-12-20", "last": "2026-12-10"}, "not before it"),
        ({"first": "2026-12-20"}, "Choose a first day"),
        ({"first": "2026-01-01", "last": "2026-12-20"}, "at most 92 days"),
    ],
)
def test_days_that_cannot_be_are_told(house: House, asked: dict[str, str], said: str) -> None:
    answer = house.world.browser("wei").get("/desk/figures", query_string=asked)
    assert answer.status_code == 400
    assert said in answer.text


def test_the_desk_of_whoever_counts_begins_with_the_figures_and_has_no_case(house: House) -> None:
    wei = house.world.browser("wei")
    assert wei.get("/desk").headers["Location"] == "/desk/figures"
    assert wei.get("/desk/cases").status_code == 403


def test_an_answering_company_counts_nothing_here(house: House) -> None:
    assert house.world.browser("night").get("/desk/figures").status_code == 403


def test_taking_the_file_is_in_the_audit(house: House) -> None:
    house.rows(council=COUNTY)
    with house.world.parts.database.transaction() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "figures.exported"))
        assert (entry.actor, entry.object, entry.tenant) == ("wei", COUNTY, COUNTY)
