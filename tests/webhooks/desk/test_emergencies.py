"""The pages of emergencies: who waits, who has it, the whole story, and what may be done by whom."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from afterhours.models import AuditEntry, Case, Emergency, EmergencyEvent
from afterhours.rules.escalation import EVENTS, RESULTS
from ivr.store.base import Base
from tests.support.emergency_pages import ROADS, WATER, emergency, happened, tried
from tests.webhooks.pages.world import COUNTY, NOW, PARTNER, SITE, World, token_in
from webhooks.desk.emergencies import words as emergency_words
from webhooks.roles import Role

KENTISH = replace(WATER, name="kent-roads", tenant=PARTNER, title={"en": "Roads of Kent"})


@pytest.fixture(scope="module")
def staffed(world: World) -> World:
    world.person("ann", "Ann Baker")
    world.person("bo", "Bo Singh")
    world.person("duty-manager", "Margaret Duty")
    for login, role, tenants in (
        ("agent", Role.COUNTY_AGENT, (COUNTY, PARTNER)),
        ("night", Role.OUT_OF_HOURS_AGENT, (COUNTY,)),
        ("lead", Role.SUPERVISOR, (COUNTY,)),
        ("kent", Role.SUPERVISOR, (PARTNER,)),
    ):
        world.user(login, role, tenants)
    return world


@pytest.fixture
def night(staffed: World) -> Iterator[World]:
    """The same county, afterwards without the emergencies of the test."""
    yield staffed
    with staffed.parts.database.transaction() as session:
        session.execute(text("truncate emergency cascade"))


@pytest.fixture
def rostered(night: World) -> Iterator[World]:
    """With two rosters of the county and one of its partner."""
    before = night.parts.site
    rosters = {each.name: each for each in (WATER, ROADS, KENTISH)}
    night.parts.site = replace(SITE, rosters=rosters, people={})
    yield night
    night.parts.site = before


def pipe(world: World, **columns: Any) -> Case:
    told = {"service": "water-main-break", "priority": "emergency", "location": "12 Main Street", **columns}
    return world.let_see("night", world.case(kind="service_request", **told))


def page(world: World, login: str, path: str = "") -> str:
    return world.browser(login).get(f"/desk/emergencies{path}").text


def does(client: FlaskClient, of: Emergency, case: Case, deed: str, reason: str = "", **more: str) -> Any:
    shown = client.get(f"/desk/emergencies/{case.number}").text
    form = {"reason": reason, "csrf_token": token_in(shown), **more}
    return client.post(f"/desk/emergencies/{case.number}/{of.id}/{deed}", data=form)


def now_is(world: World, of: Emergency) -> Emergency:
    with world.parts.database.transaction() as session:
        return session.get_one(Emergency, of.id)


def all_of(world: World, table: type[Base]) -> list[Any]:
    with world.parts.database.transaction() as session:
        return list(session.scalars(select(table)))


def test_an_open_emergency_says_who_is_called_and_what_comes_next(night: World) -> None:
    waiting = emergency(night, pipe(night))
    tried(night, waiting, "ann", 12, None)
    shown = page(night, "agent")
    for words in (
        "Nobody has accepted",
        "Burst water pipe",
        "12 Main Street",
        "Calling Ann Baker",
        "Next: secondary, 02:30:10",
        "The caller is on the line",
    ):
        assert words in shown, words


def test_those_that_wait_stand_above_those_that_somebody_has(night: World) -> None:
    taken = pipe(night, location="1 Elm Street")
    emergency(night, taken, state="accepted", accepted_by="bo", accepted_at=NOW, raised_at=NOW - timedelta(hours=1))
    emergency(night, pipe(night, location="2 Oak Street"), raised_at=NOW - timedelta(minutes=5))
    emergency(night, pipe(night, location="3 Ash Street"), raised_at=NOW - timedelta(minutes=2))
    shown = page(night, "agent")
    assert shown.index("2 Oak Street") < shown.index("3 Ash Street") < shown.index("1 Elm Street")
    assert "Bo Singh has it since 02:30" in shown


def test_what_is_over_is_listed_by_pages_with_who_ended_it(night: World) -> None:
    for number in range(27):
        emergency(
            night,
            pipe(night, location=f"{number} Mill Road"),
            state="done",
            ended_at=NOW,
            ended_by="ann",
            raised_at=NOW - timedelta(hours=number + 1),
        )
    first = page(night, "agent")
    assert "0 Mill Road" in first
    assert "26 Mill Road" not in first
    older = first.split('href="/desk/emergencies?before=', 1)[1].split('"', 1)[0]
    second = page(night, "agent", f"?before={older}")
    assert "26 Mill Road" in second
    assert "24 Mill Road" not in second
    assert "Ann Baker, 02:30" in first


def test_without_any_the_page_says_what_will_appear(night: World) -> None:
    assert "Nobody waits for help" in page(night, "agent")


def test_the_story_has_every_event_and_every_attempt_with_result_and_times(night: World) -> None:
    case = pipe(night)
    found = emergency(night, case, state="accepted", accepted_by="bo", accepted_at=NOW, accepted_how="key")
    happened(night, found, "raised", 60, service="water-main-break", roster="water")
    tried(night, found, "ann", 58, "unpressed", answered_at=NOW - timedelta(seconds=50))
    tried(night, found, "ann", 57, "delivered", kind="text", number_at=0)
    happened(night, found, "nobody", 40, round=0, level=0)
    tried(night, found, "bo", 30, "accepted", level=1, number_at=1)
    happened(night, found, "accepted", 10, "bo", how="key")
    happened(night, found, "caller_left", 9)
    shown = page(night, "agent", f"/{case.number}")
    told = [
        "Emergency raised: Burst water pipe",
        "Called Ann Baker: answered, but pressed nothing",
        "round 1, level 1 · answered 02:29:10 · over 02:29:22",
        "Texted Ann Baker: delivered",
        "Level 1 has nobody who can be called",
        "Called Bo Singh: accepted",
        "round 1, level 2 · number 2",
        "Bo Singh accepted, on the telephone",
        "The caller hung up",
    ]
    places = [shown.find(words) for words in told]
    assert -1 not in places, told[places.index(-1)]
    assert places == sorted(places)


def test_the_plan_says_who_is_called_in_which_order(night: World) -> None:
    case = pipe(night)
    emergency(night, case)
    shown = page(night, "agent", f"/{case.number}")
    for words in ("primary", "for 25 s", "text to primary", "Margaret Duty", "a pause of 30 s"):
        assert words in shown, words


def test_who_is_on_duty_at_this_moment_stands_beside_the_levels(night: World) -> None:
    night.parts.site, before = replace(SITE, rosters={"water": WATER}, people={}), night.parts.site
    case = pipe(night)
    emergency(night, case)
    try:
        assert "Next: secondary (Bo Singh), 02:30:10" in page(night, "agent")
        shown = page(night, "agent", f"/{case.number}")
    finally:
        night.parts.site = before
    assert "now Ann Baker" in shown
    assert "now Bo Singh" in shown
    assert "Water and sewers; afterwards a pause" in shown


def test_cases_that_are_the_same_lead_to_each_other(night: World) -> None:
    master, other = pipe(night, location="12 Main Street"), pipe(night, location="14 Main Street")
    first = emergency(night, master)
    emergency(night, other, state="joined", master_id=first.id)
    assert f'href="/desk/cases/{other.number}"' in page(night, "agent", f"/{master.number}")
    assert f'href="/desk/emergencies/{master.number}"' in page(night, "agent", f"/{other.number}")
    assert "1 other case is the same" in page(night, "agent")


def test_forty_calls_about_one_pipe_are_one_line_of_the_list_and_fold_away_on_its_page(night: World) -> None:
    found = emergency(night, pipe(night, location="12 Main Street"))
    others = [pipe(night, location=f"{20 + number} Main Street") for number in range(39)]
    for case in others:
        emergency(night, case, state="joined", master_id=found.id)
    shown = page(night, "agent")
    assert shown.count('class="what"') == 1
    assert "39 other cases are the same" in shown
    with night.parts.database.transaction() as session:
        number = session.get_one(Case, found.case_id).number
    sheet = page(night, "agent", f"/{number}")
    assert "39 other cases are the same" in sheet
    assert "34 more" in sheet
    assert all(f'href="/desk/cases/{case.number}"' in sheet for case in others)


def test_another_council_s_emergency_is_the_same_page_as_a_missing_one(night: World) -> None:
    case = pipe(night)
    emergency(night, case)
    assert night.browser("kent").get(f"/desk/emergencies/{case.number}").status_code == 404
    assert night.browser("kent").get("/desk/emergencies/100000009").status_code == 404
    assert "12 Main Street" not in page(night, "kent")


def test_a_number_with_dashes_leads_to_the_page(night: World) -> None:
    case = pipe(night)
    emergency(night, case)
    dashed = f"{case.number[:3]}-{case.number[3:6]}-{case.number[6:]}"
    answer = night.browser("agent").get(f"/desk/emergencies/{dashed}")
    assert (answer.status_code, answer.location) == (301, f"/desk/emergencies/{case.number}")


def test_a_supervisor_stands_one_down_with_a_reason(night: World) -> None:
    case = pipe(night)
    found = emergency(night, case)
    client = night.browser("lead")
    answer = does(client, found, case, "stand-down", "  A drill,   announced ")
    assert answer.status_code == 303
    ended = now_is(night, found)
    assert (ended.state, ended.ended_by, ended.reason) == ("stood_down", "lead", "A drill, announced")
    shown = client.get(f"/desk/emergencies/{case.number}").text
    assert "lead stood it down: “A drill, announced”" in shown
    assert "What may be done" not in shown


def test_without_a_reason_nothing_happens_and_the_form_says_why(night: World) -> None:
    case = pipe(night)
    found = emergency(night, case)
    answer = does(night.browser("lead"), found, case, "stand-down", "  ")
    assert answer.status_code == 400
    assert "Say why: the reason is kept with the case" in answer.text
    assert now_is(night, found).state == "open"


@pytest.mark.parametrize("login", ["agent", "night"])
def test_only_a_supervisor_may_stand_one_down(night: World, login: str) -> None:
    case = pipe(night)
    found = emergency(night, case)
    client = night.browser(login)
    assert "Stand it down" not in client.get(f"/desk/emergencies/{case.number}").text
    assert does(client, found, case, "stand-down", "because").status_code == 403
    assert now_is(night, found).state == "open"


@pytest.mark.parametrize(
    ("deed", "reason", "state", "event"),
    [
        pytest.param("done", "", "done", "done", id="done"),
        pytest.param("hand-on", "Ann is ill", "open", "handed_on", id="handed on"),
        pytest.param("second", "", "accepted", "second", id="a second person"),
        pytest.param("morning", "The road is closed anyway", "morning", "morning", id="until morning"),
    ],
)
def test_what_the_person_on_duty_told_the_desk_is_written_down(
    night: World, deed: str, reason: str, state: str, event: str
) -> None:
    case = pipe(night)
    found = emergency(night, case, state="accepted", accepted_by="ann", accepted_at=NOW)
    client = night.browser("night")
    assert does(client, found, case, deed, reason).status_code == 303
    assert "It is written down." in client.get(f"/desk/emergencies/{case.number}").text
    assert now_is(night, found).state == state
    (told,) = all_of(night, EmergencyEvent)
    assert (told.what, told.who) == (event, "night")
    noted = [each for each in all_of(night, AuditEntry) if each.object == f"case {case.number}"]
    assert f"emergency.{deed}" in {each.action for each in noted}


def test_somebody_who_told_the_desk_takes_it(night: World) -> None:
    case = pipe(night)
    found = emergency(night, case)
    client = night.browser("night")
    assert "Choose the person who has taken it." in does(client, found, case, "accept", "nobody").text
    assert does(client, found, case, "accept", "bo").status_code == 303
    taken = now_is(night, found)
    assert (taken.state, taken.accepted_by, taken.accepted_how) == ("accepted", "bo", "desk")
    assert "Bo Singh accepted, written down at the desk" in client.get(f"/desk/emergencies/{case.number}").text


@pytest.mark.parametrize("columns", [{}, {"state": "accepted", "accepted_by": "ann", "accepted_at": NOW}])
def test_an_emergency_is_passed_to_another_roster_of_the_council(rostered: World, columns: dict[str, Any]) -> None:
    case = pipe(rostered)
    found = emergency(rostered, case, **columns)
    client = rostered.browser("night")
    answer = does(client, found, case, "pass", " A tree, not   a pipe", roster="roads")
    assert (answer.status_code, answer.location) == (303, f"/desk/emergencies/{case.number}")
    now = now_is(rostered, found)
    assert (now.state, now.roster, now.level, now.accepted_by) == ("open", "roads", 0, None)
    assert now.plan == ROADS.plan.as_json()
    assert "night passed it to Roads and trees: “A tree, not a pipe”" in page(rostered, "agent", f"/{case.number}")
    (noted,) = [
        each for each in all_of(rostered, AuditEntry) if each.action == "emergency.pass" and case.number in each.object
    ]
    assert (noted.actor, noted.detail) == ("night", {"roster": "roads"})


def test_only_the_other_rosters_of_the_same_council_can_be_chosen(rostered: World) -> None:
    case = pipe(rostered)
    found = emergency(rostered, case)
    client = rostered.browser("agent")
    shown = client.get(f"/desk/emergencies/{case.number}").text
    assert '<option value="roads">Roads and trees</option>' in shown
    assert 'value="water"' not in shown
    assert "Roads of Kent" not in shown
    for roster in ("", "water", "kent-roads", "nothing"):
        answer = does(client, found, case, "pass", "A tree", roster=roster)
        assert answer.status_code == 400
        assert "Choose the roster that is to be called instead." in answer.text
        assert 'value="A tree"' in answer.text
    assert now_is(rostered, found).roster == "water"


def test_passing_without_a_reason_keeps_the_chosen_roster(rostered: World) -> None:
    case = pipe(rostered)
    found = emergency(rostered, case)
    answer = does(rostered.browser("night"), found, case, "pass", " ", roster="roads")
    assert answer.status_code == 400
    assert answer.text.count("Say why: the reason is kept with the case") == 1
    assert '<option value="roads" selected>' in answer.text
    assert now_is(rostered, found).roster == "water"


def test_where_there_is_no_other_roster_none_is_offered(night: World) -> None:
    case = pipe(night)
    emergency(night, case)
    shown = page(night, "night", f"/{case.number}")
    assert "It can wait until morning" in shown
    assert "Pass it to another roster" not in shown


def test_what_is_over_is_passed_to_nobody(rostered: World) -> None:
    case = pipe(rostered)
    found = emergency(rostered, case, state="done", ended_at=NOW, ended_by="ann")
    assert does(rostered.browser("lead"), found, case, "pass", "A tree", roster="roads").status_code == 400
    assert now_is(rostered, found).roster == "water"


def test_who_comes_second_is_told_so(night: World) -> None:
    case = pipe(night)
    found = emergency(night, case, state="done", ended_at=NOW, ended_by="ann")
    answer = does(night.browser("lead"), found, case, "stand-down", "because")
    assert answer.status_code == 400
    assert now_is(night, found).state == "done"


def test_an_alarm_is_on_every_page_of_the_desk_until_somebody_accepts(night: World) -> None:
    case = pipe(night)
    found = emergency(night, case, alarmed_at=NOW)
    client = night.browser("night")
    for path in ("/desk/cases", f"/desk/cases/{case.number}", "/desk/hours", "/desk/emergencies", "/desk/alarms"):
        assert '<div class="alarm">' in client.get(path).text, path
    assert '<div class="alarm">' not in night.browser("kent").get("/desk/cases").text
    does(client, found, case, "accept", "bo")
    assert '<div class="alarm">' not in client.get("/desk/cases").text


def test_before_the_alarm_other_pages_stay_calm(night: World) -> None:
    emergency(night, pipe(night))
    assert '<div class="alarm">' not in night.browser("night").get("/desk/cases").text


def test_the_case_shows_each_attempt_with_its_result_and_times(night: World) -> None:
    case = pipe(night)
    found = emergency(night, case)
    tried(night, found, "ann", 58, "busy")
    shown = night.browser("agent").get(f"/desk/cases/{case.number}").text
    assert "Called Ann Baker: was busy" in shown
    assert "over 02:29:22" in shown
    assert f'href="/desk/emergencies/{case.number}"' in shown


def test_a_piece_of_a_page_keeps_no_session_alive_and_is_refused_without_one(night: World) -> None:
    case = pipe(night)
    emergency(night, case)
    pieces = ("/desk/emergencies/live", f"/desk/emergencies/{case.number}/live", "/desk/alarms")
    assert [night.browser().get(path).status_code for path in pieces] == [401, 401, 401]
    client, clock = night.browser("night"), night.parts.real_clock
    before = clock.now()
    try:
        clock.advance(20 * 60)
        assert [client.get(path).status_code for path in pieces] == [200, 200, 200]
        clock.advance(11 * 60)
        assert [client.get(path).status_code for path in pieces] == [401, 401, 401]
    finally:
        clock.set(before)


def test_a_piece_is_the_piece_alone(night: World) -> None:
    emergency(night, pipe(night))
    piece = page(night, "agent", "/live")
    assert "12 Main Street" in piece
    assert "<html" not in piece


def test_looking_at_an_emergency_is_written_down_once_and_not_by_each_refreshing(night: World) -> None:
    case = pipe(night)
    emergency(night, case)
    client = night.browser("agent")
    client.get(f"/desk/emergencies/{case.number}")
    client.get(f"/desk/emergencies/{case.number}/live")
    seen = [each for each in all_of(night, AuditEntry) if each.object == f"case {case.number}"]
    assert [each.action for each in seen] == ["emergency.seen"]


def test_every_result_and_every_event_has_words_of_its_own(staffed: World) -> None:
    teller = SimpleNamespace(person=str, roster=str, names=SimpleNamespace(service=str))
    with staffed.app.test_request_context():
        for result in RESULTS:
            assert emergency_words.result(result) != result.replace("_", " ") or " " not in result
        untold = [what for what in EVENTS if what not in emergency_words.EVENTS]
        assert untold == []
        assert all(emergency_words.EVENTS[what](teller, "ann", {}) for what in EVENTS)  # type: ignore[arg-type]
