"""How a call to a person on duty goes: reports in any order, any number of times, end the same."""

from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from ivr.addresses import Whisper
from ivr.engine.words import Speech
from tests.support.door import Door, a_form
from tests.support.emergencies import an_attempt, an_emergency

pytestmark = pytest.mark.database
SID = "CA" + "7" * 32
EVENTS = ("initiated", "in-progress", "completed")


def ringing(county: Door) -> UUID:
    """An attempt whose call was placed, of an emergency whose first level runs."""
    county.empty()
    with county.parts.database.transaction() as session:
        emergency = an_emergency(session, level=1)
        return an_attempt(session, emergency, kind="call", state="placed", provider_id=SID)


def report(county: Door, attempt: UUID, status: str, sid: str = SID, seconds: str = "9", **more: str) -> None:
    form = a_form(sid, CallStatus=status, CallDuration=seconds, **more)
    assert county.post(f"/voice/leg/{attempt}/status", form).status_code == 204


def stands(county: Door, attempt: UUID) -> tuple[str, str | None]:
    row = county.rows("select state, result from attempt where id = :id", id=attempt)[0]
    return row["state"], row["result"]


@pytest.mark.parametrize(
    ("status", "result"),
    [
        pytest.param("busy", "busy", id="busy"),
        pytest.param("no-answer", "no_answer", id="no answer"),
        pytest.param("failed", "failed", id="failed"),
        pytest.param("canceled", "no_answer", id="canceled before it rang"),
        pytest.param("completed", "unpressed", id="answered and pressed nothing"),
    ],
)
def test_how_a_call_ended_is_its_result(county: Door, status: str, result: str) -> None:
    attempt = ringing(county)
    report(county, attempt, status)
    assert stands(county, attempt) == ("over", result)


@pytest.mark.parametrize("order", [pytest.param(each, id=" ".join(each)) for each in permutations(EVENTS)])
def test_any_order_of_the_reports_ends_the_same(county: Door, order: tuple[str, ...]) -> None:
    attempt = ringing(county)
    for sequence, status in enumerate(order):
        report(county, attempt, status, SequenceNumber=str(sequence))
    assert stands(county, attempt) == ("over", "unpressed")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.lists(st.sampled_from([*EVENTS, "ringing", "queued"]), max_size=8))
def test_repeated_reports_change_nothing_once_it_is_over(county: Door, reports: list[str]) -> None:
    attempt = ringing(county)
    report(county, attempt, "busy")
    for status in reports:
        report(county, attempt, status)
    assert stands(county, attempt) == ("over", "busy")


def test_the_key_that_was_pressed_stays_the_result(county: Door) -> None:
    attempt = ringing(county)
    with county.parts.database.transaction() as session:
        session.execute(text("update attempt set result = 'declined', state = 'answered'"))
    report(county, attempt, "completed")
    assert stands(county, attempt) == ("over", "declined")


def test_the_end_of_a_call_makes_the_emergency_due_at_once(county: Door) -> None:
    attempt = ringing(county)
    with county.parts.database.transaction() as session:
        session.execute(text("update emergency set due_at = ivr_now() + interval '20 seconds'"))
    report(county, attempt, "busy")
    assert county.rows("select due_at <= ivr_now() as due from emergency")[0]["due"]


def test_a_machine_is_hung_up_on_early_and_its_result_says_so(county: Door) -> None:
    attempt = ringing(county)
    form = a_form(SID, AnsweredBy="machine_start")
    assert county.post(f"/voice/leg/{attempt}/machine", form).status_code == 204
    assert stands(county, attempt) == ("over", "machine")
    report(county, attempt, "completed")
    assert stands(county, attempt) == ("over", "machine")
    assert county.rows("select kind, payload from outbox") == [{"kind": "end.call", "payload": {"call": SID}}]


@pytest.mark.parametrize("who", ["human", "unknown", "", "machine_end_silence"])
def test_what_may_be_a_human_being_is_left_alone(county: Door, who: str) -> None:
    attempt = ringing(county)
    assert county.post(f"/voice/leg/{attempt}/machine", a_form(SID, AnsweredBy=who)).status_code == 204
    assert stands(county, attempt) == ("answered", None)


def test_a_machine_that_puts_the_telephone_down_at_once_has_a_full_mailbox(county: Door) -> None:
    attempt = ringing(county)
    report(county, attempt, "completed", seconds="6", AnsweredBy="machine_start")
    assert stands(county, attempt) == ("over", "mailbox_full")


def test_a_report_about_another_call_ends_nothing(county: Door) -> None:
    attempt = ringing(county)
    report(county, attempt, "completed", sid="CA" + "8" * 32)
    assert stands(county, attempt) == ("placed", None)


def test_a_report_that_comes_before_our_own_commit_tells_which_call_it_is(county: Door) -> None:
    attempt = ringing(county)
    with county.parts.database.transaction() as session:
        session.execute(text("update attempt set provider_id = null, state = 'waiting'"))
    report(county, attempt, "ringing")
    assert county.rows("select provider_id, state from attempt")[0] == {"provider_id": SID, "state": "placed"}


def test_a_report_without_a_signature_is_refused(county: Door) -> None:
    attempt = ringing(county)
    answer = county.post(f"/voice/leg/{attempt}/status", a_form(SID, CallStatus="busy"), token="another")
    assert answer.status_code == 403
    assert stands(county, attempt) == ("placed", None)


def test_a_caller_who_is_rung_hears_the_sealed_words_twice_and_goodbye(county: Door) -> None:
    words = Whisper("main", "", (Speech("en", "Somebody has it."),))
    answer = county.post(county.parts.addresses.telling(words), a_form(SID))
    assert answer.text.count("Somebody has it.") == 2
    assert answer.text.endswith("<Hangup/></Response>")
    assert county.post("/voice/tell/forged", a_form(SID)).text.endswith("<Response><Hangup/></Response>")
