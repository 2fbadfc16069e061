"""The board of the lines: who waits in which order, who is there, who is to be called back, and who sees what of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from afterhours.models import AgentPresence, Callback, Case, Offer, QueuedCall
from afterhours.site.answering import ServiceLevel
from ivr.store.base import new_key
from tests.support.lines_world import caller, promise, there
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, SITE, World, token_in
from webhooks.roles import Role


@pytest.fixture
def desk(world: World) -> Iterator[World]:
    both = (COUNTY, PARTNER)
    world.user("nora", Role.COUNTY_AGENT, both, name="Nora Field", groups=["county-desk"])
    world.user("wes", Role.COUNTY_AGENT, (PARTNER,), organisation="vale-office")
    world.user("femi", Role.OUT_OF_HOURS_AGENT, both, organisation="nightline", groups=["night-desk"])
    world.user("sol", Role.OUT_OF_HOURS_SUPERVISOR, both, organisation="nightline", groups=["night-desk"])
    county_desk = replace(SITE.groups["county-desk"], target=ServiceLevel(percent=80, seconds=20))
    world.parts.site = replace(SITE, groups={**SITE.groups, "county-desk": county_desk})
    yield world
    world.parts.site = SITE
    with world.parts.database.transaction() as session:
        session.execute(text('truncate app_user, "case", queued_call, offer, callback, agent_presence cascade'))


def board(world: World, login: str = "nora") -> str:
    answer = world.browser(login).get("/desk/lines")
    assert answer.status_code == 200
    return str(answer.text)


def places(page: str) -> list[str]:
    """The case numbers in the order of the board."""
    rows = page.split('<td class="number place">')[1:]
    return [row.split("/desk/cases/", 1)[1].split('"', 1)[0] for row in rows]


def test_emergencies_come_first_then_whoever_has_waited_longest(desk: World) -> None:
    later, first = caller(desk, waited=20), caller(desk, waited=90)
    danger = caller(desk, waited=5, priority=2)
    assert places(board(desk)) == [danger.number, first.number, later.number]


def test_a_kept_place_is_older_than_the_call(desk: World) -> None:
    waiting = caller(desk, waited=60)
    came_back = caller(desk, waited=10, place_at=NOW - timedelta(minutes=5))
    assert places(board(desk)) == [came_back.number, waiting.number]


def test_who_has_waited_too_long_is_marked_with_more_than_a_colour(desk: World) -> None:
    caller(desk, waited=2)
    assert 'class="number late"' not in board(desk)
    desk.parts.clock.set(NOW + timedelta(seconds=45))
    late = board(desk)
    desk.parts.clock.set(NOW)
    assert '<td class="number late"><svg' in late


def test_an_answering_company_sees_its_own_line_and_people_and_no_way_into_cases(desk: World) -> None:
    ours, theirs = caller(desk, waited=10), caller(desk, waited=10, group="night_desk", line="wealden-night")
    there(desk, "nora", "available")
    there(desk, "femi", "available", group="night_desk")
    page = board(desk, "femi")
    assert "County desk" not in page
    assert ours.number not in page.replace("-", "")
    assert "Nora Field" not in page
    assert "Femi" in page
    assert f"/desk/cases/{theirs.number}" not in page


def test_another_councils_callers_are_not_there(desk: World) -> None:
    caller(desk, waited=10)
    page = board(desk, "wes")
    assert places(page) == []


def test_a_restricted_caller_stands_only_on_the_board_of_their_group(desk: World) -> None:
    theirs = caller(desk, waited=90, restricted="social-duty")
    plain = caller(desk, waited=10)
    assert places(board(desk)) == [plain.number]
    desk.user("sol-duty", Role.COUNTY_AGENT, groups=["social-duty"])
    page = board(desk, "sol-duty")
    assert set(places(page)) == {plain.number, theirs.number}
    assert page.count('<td class="number place">1<') == 2


def test_a_restricted_caller_is_counted_by_their_group_alone(desk: World) -> None:
    caller(desk, waited=600, state="left", restricted="social-duty")
    desk.user("sol-duty", Role.COUNTY_AGENT, groups=["social-duty"])
    assert [came(board(desk, login)) for login in ("nora", "sol-duty")] == [0, 1]


def came(page: str) -> int:
    """How many asked for a person in the hours of the table."""
    rows = page.split('<th scope="row">')[1:]
    return sum(int(row.split('<td class="number">', 2)[1].split("<", 1)[0]) for row in rows)


def test_a_promise_to_a_restricted_caller_is_listed_and_taken_by_their_group_alone(desk: World) -> None:
    made = promise(desk, "+15195550123", restricted="social-duty")
    desk.user("sol-duty", Role.COUNTY_AGENT, groups=["social-duty"])
    for login, code in (("nora", 404), ("sol-duty", 303)):
        assert (str(made.id) in board(desk, login)) is (code == 303)
        assert taken(desk, login, made).status_code == code


def test_figures_count_each_caller_once_by_the_hour_in_which_they_came(desk: World) -> None:
    caller(desk, waited=600, state="over", accepted_after=12)
    caller(desk, waited=600, state="over", accepted_after=300)
    caller(desk, waited=600, state="left")
    caller(desk, waited=600, state="callback")
    caller(desk, waited=30)
    rows = board(desk).split('<th scope="row">')[1:]
    numbers = [[int(each.split("<", 1)[0]) for each in row.split('<td class="number">')[1:6]] for row in rows]
    assert [sum(column) for column in zip(*numbers, strict=True)] == [4, 1, 1, 1, 1]


def taken(world: World, login: str, made: Callback, deed: str = "take") -> Any:
    client = world.browser(login)
    token = token_in(client.get("/desk/lines").text)
    return client.post(f"/desk/lines/callbacks/{made.id}/{deed}", data={"csrf_token": token})


def test_a_callback_is_taken_at_ones_own_telephone_and_opens_the_page_of_the_call(desk: World) -> None:
    made = promise(desk, "+15195550123")
    there(desk, "nora", "available", telephone="+15195550190")
    answer = taken(desk, "nora", made)
    assert answer.headers["Location"].endswith(f"/desk/calls/{made.call_id}")
    with desk.parts.database.transaction() as session:
        offer = session.scalars(select(Offer)).one()
        assert (offer.purpose, offer.to_e164, offer.state) == ("callback", "+15195550190", "accepted")
        assert session.get_one(Callback, made.id).state == "in_progress"


def test_without_a_telephone_it_says_what_to_do_first(desk: World) -> None:
    made = promise(desk, "+15195550123")
    client = desk.browser("nora")
    token = token_in(client.get("/desk/lines").text)
    page = client.post(f"/desk/lines/callbacks/{made.id}/take", data={"csrf_token": token}, follow_redirects=True).text
    assert "Say first where your telephone is" in page


def test_a_callback_that_is_not_needed_is_taken_off_the_list_and_the_case_stays(desk: World) -> None:
    made = promise(desk, "+15195550123")
    assert taken(desk, "nora", made, "cancel").status_code == 303
    with desk.parts.database.transaction() as session:
        assert session.get_one(Callback, made.id).state == "cancelled"
        assert session.get_one(Case, made.case_id).status == "new"
    assert "Nobody is to be called back." in board(desk)


@pytest.mark.parametrize("deed", ["take", "cancel"])
def test_a_promise_of_another_organisation_is_not_there(desk: World, deed: str) -> None:
    made = promise(desk, "+15195550123")
    client = desk.browser("femi")
    token = token_in(client.get("/desk/lines").text)
    refused = client.post(f"/desk/lines/callbacks/{made.id}/{deed}", data={"csrf_token": token})
    missing = client.post(f"/desk/lines/callbacks/{new_key()}/{deed}", data={"csrf_token": token})
    assert (refused.status_code, missing.status_code) == (404, 404)
    assert len(refused.text) == len(missing.text)
    with desk.parts.database.transaction() as session:
        assert session.get_one(Callback, made.id).state == "due"
        assert session.scalars(select(AgentPresence)).all() == []
        assert session.scalars(select(QueuedCall)).one().state == "callback"
