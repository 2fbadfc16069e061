"""The pages of rosters: who is on duty now and why, the weeks ahead, gaps, and what is entered by hand."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from afterhours.models import AuditEntry, Person, RosterException
from afterhours.service_clock import ServiceClock
from afterhours.services.people.known import trust_numbers
from afterhours.site import load_site
from tests.afterhours.services.county_rosters import ROSTERS
from tests.afterhours.small_county import folder
from tests.webhooks.pages.world import NOW, World, token_in
from webhooks.roles import Role

pytestmark = pytest.mark.database
OWN = "long-point-county"
BOTH = (OWN, "wealden-vale")
WEEK = "20261228T133000Z", "20270104T133000Z"
"""The turn of water/primary that is Ann's."""
SHIFT = "/desk/rosters/water/primary/" + "/".join(WEEK)
PEOPLE = {"ann": "Ann Baker", "bo": "Bo Singh", "cy": "Cy Cole", "dee": "Dee Dunn", "duty-manager": "Margaret Moor"}


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """It is Saturday, 02:30; the county's line has its rosters."""
    made = World(database_url)
    made.user("nora", Role.COUNTY_AGENT, BOTH)
    made.user("femi", Role.OUT_OF_HOURS_AGENT, BOTH)
    made.user("kent", Role.COUNTY_AGENT, ("wealden-vale",))
    site, _ = load_site(folder(rosters=ROSTERS))
    assert site is not None
    made.parts.site, made.parts.book = site, site.book
    ServiceClock(made.parts.database, made.parts.real_clock).set(NOW)
    for at, (handle, name) in enumerate(PEOPLE.items()):
        made.add(Person(tenant=OWN, handle=handle, name=name, numbers=[f"+1519555019{at}"], updated_at=NOW))
    with made.parts.database.transaction() as session:
        trust_numbers(session, NOW)
    yield made
    made.parts.database.close()


@pytest.fixture
def nora(world: World) -> FlaskClient:
    return world.browser("nora")


def entered(world: World) -> list[RosterException]:
    with world.parts.database.transaction() as session:
        return list(session.scalars(select(RosterException).order_by(RosterException.entered_at)))


def give(browser: FlaskClient, address: str = SHIFT, **form: str) -> tuple[int, str]:
    token = token_in(browser.get("/desk/rosters/water").text)
    answer = browser.post(address, data={"csrf_token": token, **form}, follow_redirects=True)
    return answer.status_code, answer.text


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_who_is_on_duty_now_is_told_with_until_when_who_follows_and_why(nora: FlaskClient) -> None:
    told = words(nora.get("/desk/rosters").text)
    assert "Cy Cole until Mon 28 Dec 08:30, then Ann Baker layer primary" in told
    assert "town hall is closed" in told
    assert "Bo Singh Dee Dunn" in told, "two who are on duty together"


def test_nobody_on_duty_is_a_word_a_shape_and_a_list_of_its_own(nora: FlaskClient) -> None:
    page = nora.get("/desk/rosters").text
    assert "Nobody on duty" in page
    assert re.search(r"Nobody is on duty \d+ times in the next 8 weeks", page)
    assert "Sat 26 Dec 02:30 – Mon 28 Dec 08:00" in page
    assert 'class="block gap"' in page


def test_only_the_rosters_of_ones_own_councils_are_seen(world: World) -> None:
    browser = world.browser("kent")
    page = browser.get("/desk/rosters").text
    assert "Wealden duty" in page
    assert "Water" not in page
    assert browser.get("/desk/rosters/water").status_code == 404
    assert browser.get(SHIFT).status_code == 404


def test_the_weeks_ahead_are_drawn_and_told_as_a_list(nora: FlaskClient) -> None:
    page = nora.get("/desk/rosters/water").text
    assert page.count('class="week"') == 6
    said = "Primary: Ann Baker, Mon 28 Dec 08:30 – Mon 4 Jan 08:30 · layer primary"
    assert page.count(said) >= 4, "as a label, a title, and in the list"
    assert f'href="{SHIFT}"' in page


def test_earlier_and_later_weeks_can_be_looked_at(nora: FlaskClient) -> None:
    page = nora.get("/desk/rosters/water?from=2027-03-10").text
    assert "8–14 Mar" in page, "from the Monday of that week"
    assert "This week" in page
    assert nora.get("/desk/rosters/water?from=soon").status_code == 200


def test_a_swap_takes_two_clicks(world: World, nora: FlaskClient) -> None:
    page = nora.get(SHIFT).text
    assert "Who comes in?" in page
    who = re.findall(r'name="came" value="([^"]*)"', page)
    assert who == ["cy", "bo", "duty-manager", "dee", ""], "who is free, first"
    code, told = give(nora, came="dee")
    assert code == 200
    assert "Dee Dunn has Water, Primary, Mon 28 Dec 08:30 – Mon 4 Jan 08:30." in words(told)
    assert "Dee Dunn for Ann Baker" in told
    (row,) = entered(world)
    assert (row.kind, row.came, row.went, row.entered_by) == ("replace", ["dee"], ["ann"], "nora")
    with world.parts.database.transaction() as session:
        actions = list(session.scalars(select(AuditEntry.action).where(AuditEntry.object == "roster water/primary")))
    assert actions == ["roster.replace"]


def test_who_could_come_in_is_told_with_what_they_have_then(nora: FlaskClient) -> None:
    told = words(nora.get(SHIFT).text)
    assert "Bo Singh has Secondary of Water then has Primary of Social then" in told
    assert "Dee Dunn has Primary of Social then" in told
    assert "Cy Cole free then" in told


def test_a_person_without_a_tested_number_is_marked(world: World, nora: FlaskClient) -> None:
    world.add(Person(tenant=OWN, handle="gus", name="Gus Gray", numbers=["+15195550188"], updated_at=NOW))
    assert "Gus Gray no number that answered a test call" in words(nora.get(SHIFT).text)
    _, told = give(nora, came="gus")
    assert "Gus Gray has no number that answered a test call." in told


def test_a_part_of_a_shift_can_be_given_with_a_reason(world: World, nora: FlaskClient) -> None:
    give(nora, came="dee", start="2026-12-30T08:30", end="2026-12-31T08:30", reason="a wedding")
    (row,) = entered(world)
    assert (row.starts_at, row.reason) == (datetime(2026, 12, 30, 13, 30, tzinfo=UTC), "a wedding")
    assert row.ends_at - row.starts_at == timedelta(days=1)


def test_somebody_can_come_in_as_well(world: World, nora: FlaskClient) -> None:
    give(nora, came="dee", how="as-well")
    assert [(row.kind, row.went) for row in entered(world)] == [("add", [])]


def test_that_nobody_comes_in_needs_a_reason_and_shows_the_gap(world: World, nora: FlaskClient) -> None:
    code, told = give(nora, came="")
    assert (code, entered(world)) == (400, [])
    assert "Write a reason: nobody comes in" in told
    code, told = give(nora, came="", reason="away")
    assert code == 200
    assert "Nobody is on duty: Mon 28 Dec 08:30 – Mon 4 Jan 08:30." in told
    assert [row.kind for row in entered(world)] == ["remove"]


def test_a_gap_is_filled_by_the_same_two_clicks(world: World, nora: FlaskClient) -> None:
    page = nora.get("/desk/rosters/county").text
    address = re.findall(r'href="([^"]+)">Put somebody in', page)[0]
    assert "Nobody" in nora.get(address).text
    give(nora, address, came="dee")
    (row,) = entered(world)
    assert (row.kind, row.roster, row.duty, row.came) == ("add", "county", "manager", ["dee"])


def test_of_two_who_are_on_duty_together_one_is_chosen(world: World, nora: FlaskClient) -> None:
    page = nora.get("/desk/rosters/social").text
    address = re.findall(r'href="(/desk/rosters/social/primary/[^"]+)"', page)[0]
    assert "<option" in nora.get(address).text
    give(nora, address, came="cy", went="dee")
    assert [(row.came, row.went) for row in entered(world)] == [(["cy"], ["dee"])]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        pytest.param({"start": "2027-01-01"}, "This is no time that comes", id="no time"),
        pytest.param(
            {"start": "2026-12-30T08:30", "end": "2026-12-29T08:30"}, "It ends before it begins", id="backwards"
        ),
        pytest.param({"went": "cy"}, "Choose whose shift it is", id="not theirs"),
    ],
)
def test_what_cannot_be_is_told_beside_the_field_and_nothing_is_lost(
    world: World, nora: FlaskClient, form: dict[str, str], said: str
) -> None:
    code, told = give(nora, came="dee", reason="a wedding", **form)
    assert (code, entered(world)) == (400, [])
    assert said in told
    assert 'value="a wedding"' in told


def test_of_a_time_that_comes_twice_one_is_chosen(world: World, nora: FlaskClient) -> None:
    address = "/desk/rosters/water/primary/20271025T123000Z/20271108T133000Z"
    again = "2027-11-07T01:30"
    code, told = give(nora, address, came="dee", start=again)
    assert code == 400
    assert "This time comes twice" in told
    assert 'name="start_which"' in told
    code, told = give(nora, address, came="dee", start=again, start_which="second")
    assert code == 200, words(told)
    assert [row.starts_at for row in entered(world)] == [datetime(2027, 11, 7, 6, 30, tzinfo=UTC)]


def test_what_was_entered_is_taken_back(world: World, nora: FlaskClient) -> None:
    give(nora, came="dee")
    (row,) = entered(world)
    _, told = give(nora, f"/desk/rosters/water/entries/{row.id}/cancel")
    assert "Cancelled. From now on the list holds again." in told
    assert entered(world)[0].cancelled_by == "nora"
    _, again = give(nora, f"/desk/rosters/water/entries/{row.id}/cancel")
    assert "nora has cancelled this already" in again


def test_whoever_may_not_change_sees_and_changes_nothing(world: World) -> None:
    femi = world.browser("femi")
    page = femi.get("/desk/rosters/water").text
    assert "Cy Cole" in page
    assert SHIFT not in page
    assert femi.get(SHIFT).status_code == 403
    assert give(femi, came="dee")[0] == 403
    assert entered(world) == []


def test_another_council_cannot_cancel_what_is_not_theirs(world: World, nora: FlaskClient) -> None:
    give(nora, came="dee")
    (row,) = entered(world)
    kent = world.browser("kent")
    token = token_in(kent.get("/desk/rosters").text)
    answer = kent.post(f"/desk/rosters/wealden-duty/entries/{row.id}/cancel", data={"csrf_token": token})
    assert answer.status_code == 404
    assert entered(world)[0].cancelled_at is None


def test_what_is_over_cannot_be_given_away(nora: FlaskClient) -> None:
    told = nora.get("/desk/rosters/water/primary/20261130T133000Z/20261207T133000Z").text
    assert "This is over. What is past stays as it was." in told
    assert 'name="came"' not in told


def test_an_address_nobody_made_leads_nowhere(nora: FlaskClient) -> None:
    for address in ("/desk/rosters/water/primary/x/y", SHIFT.replace("primary", "third"), "/desk/rosters/nowhere"):
        assert nora.get(address).status_code == 404


def test_the_address_for_calendar_programs_is_made_once_and_shown(nora: FlaskClient) -> None:
    _, told = give(nora, "/desk/rosters/water/feed")
    address = re.findall(r'value="([^"]+/calendar/[^"]+\.ics)"', told)[0]
    assert address in nora.get("/desk/rosters/water").text
    _, told = give(nora, "/desk/rosters/water/feed/revoke")
    assert "The address does not work any more." in told
    assert address not in told


def test_without_rosters_the_page_says_what_will_appear(world: World, nora: FlaskClient) -> None:
    world.parts.site = replace(world.parts.site, rosters={})
    assert "As soon as rosters.yaml names a roster of your council" in nora.get("/desk/rosters").text
