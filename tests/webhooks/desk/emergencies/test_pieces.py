"""Alarms and pieces of pages: where they are, whom they are refused, and what is written down of a look."""

from types import SimpleNamespace

from afterhours.models import AuditEntry
from afterhours.rules.escalation import EVENTS, RESULTS
from tests.support.emergency_pages import emergency, tried
from tests.webhooks.desk.emergencies.acting import all_of, does, page, pipe
from tests.webhooks.pages.world import NOW, World
from webhooks.desk.emergencies import words as emergency_words


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
