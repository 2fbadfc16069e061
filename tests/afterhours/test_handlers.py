"""What a call leaves in its case, with the real runner and the real database."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text, update

from afterhours.models import Case
from afterhours.rules.case_numbers import parse
from afterhours.site import Site
from ivr.engine.inputs import Pressed, Recorded, RingEnded, Said, Silent
from ivr.twiml.forms import RecordingReport
from tests.afterhours.conftest import ACCOUNT, Caller

pytestmark = pytest.mark.database
ENGLISH, PIPE, DOG, PERSON = Pressed("1"), Pressed("1"), Pressed("2"), Pressed("3")
RESIDENT = "+15195550123"


def test_the_case_is_there_before_the_first_word(caller: Caller) -> None:
    caller.rings()
    case = caller.case
    assert parse(case.number) == case.number
    told = (case.tenant, case.line, case.channel, case.kind, case.status, case.caller_e164, case.caller_state)
    assert told == ("long-point-county", "main", "voice", "contact", "new", "+15195550123", "presented")
    assert case.disposition is None
    assert case.in_hours is not None


def test_a_repeated_first_request_makes_no_second_case(caller: Caller) -> None:
    assert caller.rings() == caller.rings()
    assert caller.case.number


def test_the_chosen_language_is_the_case_s(caller: Caller) -> None:
    caller.rings()
    caller.gives(Pressed("2"))
    assert caller.case.language == "fr"


def test_an_emergency_is_raised_at_the_key_and_stays_when_the_caller_hangs_up(caller: Caller) -> None:
    caller.rings()
    caller.gives(ENGLISH)
    caller.gives(PIPE)
    assert (caller.case.priority, caller.case.service) == ("emergency", "water-main-break")
    caller.is_over()
    case = caller.case
    assert (case.kind, case.status, case.disposition) == ("service_request", "new", "reported")
    assert [entry["action"] for entry in case.action_taken] == ["emergency_raised"]


def test_an_address_is_an_answer_and_the_case_s_location(caller: Caller) -> None:
    caller.rings()
    caller.gives(ENGLISH)
    caller.gives(PIPE)
    caller.gives(Said("12 Main Street"))
    assert caller.case.location == "12 Main Street"
    assert caller.case.answers == [
        {"question": "location", "kind": "address", "value": "12 Main Street", "recording": None}
    ]


def test_who_was_rung_and_talked_is_the_action_taken(caller: Caller) -> None:
    caller.rings()
    for given in (ENGLISH, PIPE, Said("12 Main Street"), RingEnded("no_answer"), Silent(), RingEnded("talked", 40)):
        caller.gives(given)
    live = caller.case
    caller.is_over()
    closed = caller.case
    assert [entry.get("result") for entry in live.action_taken] == [None, "no_answer", "talked"]
    assert closed.action_taken == live.action_taken
    assert (closed.status, closed.disposition, closed.talk_seconds) == ("open", "talked", 40)
    assert closed.first_answer_at == live.first_answer_at


def test_a_restricted_kind_of_request_makes_the_case_its_groups_in_the_turn_that_told_it(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Site, "restricted", lambda _, service: {"lost-dog": "bylaw-desk"}.get(service))
    caller.rings()
    caller.gives(ENGLISH)
    caller.gives(DOG)
    assert (caller.case.service, caller.case.restricted) == ("lost-dog", "bylaw-desk")


def test_a_message_is_kept_once(caller: Caller) -> None:
    caller.rings()
    for given in (ENGLISH, DOG, Recorded("RE1", 12)):
        caller.gives(given)
    report = RecordingReport(provider_call_id="CA1", account=ACCOUNT, recording="RE1", status="completed", seconds=12)
    caller.parts.runner.chronicle.recording(report)
    caller.is_over()
    case = caller.case
    assert case.messages == [{"recording": "RE1", "seconds": 12}]
    assert (case.disposition, case.status, case.message_seconds) == ("message_left", "new", 12)


def test_a_message_of_which_only_the_recording_tells_is_one_all_the_same(caller: Caller) -> None:
    caller.rings()
    caller.gives(ENGLISH)
    caller.gives(DOG)
    caller.is_over()
    assert caller.case.disposition == "reported"
    report = RecordingReport(provider_call_id="CA1", account=ACCOUNT, recording="RE1", status="completed", seconds=7)
    caller.parts.runner.chronicle.recording(report)
    assert (caller.case.disposition, caller.case.message_seconds) == ("message_left", 7)


def test_a_recording_that_will_never_be_there_is_marked(caller: Caller) -> None:
    caller.rings()
    for given in (ENGLISH, DOG, Recorded("RE1", 12)):
        caller.gives(given)
    caller.is_over()
    report = RecordingReport(provider_call_id="CA1", account=ACCOUNT, recording="RE1", status="failed")
    caller.parts.runner.chronicle.recording(report)
    assert caller.case.messages == [{"recording": "RE1", "seconds": 0, "state": "failed"}]
    assert caller.case.disposition == "reported"


def test_a_caller_who_hangs_up_in_the_first_prompt_is_an_abandoned_case(caller: Caller) -> None:
    caller.rings()
    caller.is_over(seconds=3)
    case = caller.case
    assert (case.kind, case.status, case.disposition, case.ending) == ("abandoned", "closed", "abandoned", "completed")
    assert case.seconds == 3
    assert case.closed_at is not None


def test_an_end_that_comes_alone_makes_a_case_for_somebody_to_look_at(caller: Caller) -> None:
    caller.is_over("no-answer", 0)
    case = caller.case
    assert (case.kind, case.status, case.disposition, case.recovered) == ("abandoned", "new", "missed", True)


def test_an_end_that_comes_first_or_twice_gives_the_same_case_as_the_usual_order(caller: Caller) -> None:
    caller.is_over()
    caller.rings()
    caller.gives(ENGLISH)
    caller.gives(DOG)
    caller.is_over("failed", 5)
    case = caller.case
    assert (case.kind, case.status, case.disposition, case.ending) == (
        "service_request",
        "new",
        "reported",
        "completed",
    )


def test_what_a_person_has_decided_stays_when_the_call_s_end_comes_late(caller: Caller) -> None:
    caller.rings()
    with caller.parts.database.transaction() as session:
        session.execute(update(Case).values(status="waiting", version=2))
    caller.is_over()
    assert (caller.case.status, caller.case.seconds) == ("waiting", 60)


def test_another_process_draws_other_numbers(caller: Caller) -> None:
    caller.rings()
    numbers = {caller.case.number}
    with caller.parts.database.unit_of_work() as work:
        for _ in range(120):
            numbers.add(caller.parts.municipality.case_number(work, None))  # type: ignore[arg-type]
    assert len(numbers) == 121


def test_contacts_and_open_cases_of_a_number_are_found(caller: Caller) -> None:
    caller.rings()
    with caller.parts.database.unit_of_work() as work:
        facts = caller.parts.municipality.caller_facts(work, "long-point-county", RESIDENT, 1)  # type: ignore[arg-type]
        elsewhere = caller.parts.municipality.caller_facts(work, "wealden-vale", RESIDENT, 1)  # type: ignore[arg-type]
    assert (dict(facts), dict(elsewhere)) == (
        {"records": 0, "open_cases": 1, "duty": False, "blocked": False},
        {"records": 0, "open_cases": 0, "duty": False, "blocked": False},
    )


@pytest.mark.parametrize(
    ("local", "expected"),
    [pytest.param("2027-02-01T10:00", True, id="open"), pytest.param("2027-02-01T12:30", False, id="lunch")],
)
def test_whether_the_line_is_open_goes_by_the_time_of_the_service(caller: Caller, local: str, expected: bool) -> None:
    wanted = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("America/Toronto"))
    with caller.parts.database.transaction() as session:
        seconds = (wanted - session.scalars(select(func.ivr_now())).one()).total_seconds()
        session.execute(text("insert into clock_offset values ('*', :seconds)"), {"seconds": seconds})
    caller.rings()
    assert caller.case.in_hours is expected
