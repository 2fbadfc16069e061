"""What is done on the page of an emergency: stood down, told by the person on duty, passed to another roster."""

from typing import Any

import pytest

from afterhours.models import AuditEntry, EmergencyEvent
from tests.support.emergency_pages import ROADS, emergency
from tests.webhooks.desk.emergencies.acting import all_of, does, now_is, page, pipe
from tests.webhooks.pages.world import NOW, World


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
