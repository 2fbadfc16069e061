"""Promises 1 and 2: whatever the line does to the webhooks of a call, it is the same case, journey and answers."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from afterhours.service_clock import ServiceClock
from ivr.clock import SystemClock
from tests.conftest import Databases
from tests.support.carrier import CASE_NUMBER, TAPE, Deed, lead, lead_badly
from tests.support.county import MAIN, SATURDAY_NIGHT, WEALDEN
from tests.support.door import Door, a_form, door

NIGHT, AFTER_HOURS = "+15195550120", "+15195550110"
WAYS = 4
"""Times that each call is delivered: once as usual, then badly."""
DIFFERS = ["id", "call_id", "number", "opened_at", "first_answer_at", "closed_at", "version", "action_taken"]

DEEDS: st.SearchStrategy[Deed] = st.one_of(
    st.tuples(st.just("keys"), st.text("12345", min_size=1, max_size=1)),
    st.tuples(st.just("keys"), st.text("0123456789*#", min_size=1, max_size=12)),
    st.tuples(st.just("words"), st.sampled_from(["burst", "a dog", "un chien", "12 Main Street", "yes", "ö\x00<&"])),
    st.tuples(st.just("recording"), st.sampled_from(["0", "1", "40"])),
    st.tuples(st.sampled_from(["silence", "hangs up"]), st.just("")),
)
CALLERS = st.sampled_from(
    ["+15195550123", "anonymous", "+266696687", "sip:ann@example.org", "", "+441632960123", "555"]
)
LINES = st.sampled_from([MAIN, MAIN, AFTER_HOURS, NIGHT, WEALDEN, "+15195550199"])


@pytest.fixture(scope="module")
def county(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """The demonstration county, on a Saturday night."""
    url = databases.fresh()
    with door(url, tmp_path_factory.mktemp("var")) as opened:
        ServiceClock(opened.parts.database, SystemClock()).set(SATURDAY_NIGHT)
        yield opened
    databases.drop(url)


@pytest.mark.timeout(600)
@example([("keys", "1")] * 7 + [("words", "burst")] * 6, "anonymous", MAIN, 0)
@example([("keys", "1")] * 3 + [("silence", "")] * 9, "+15195550123", MAIN, 1)
@given(st.lists(DEEDS, max_size=14), CALLERS, LINES, st.integers(0, 2**32))
def test_repeated_late_reordered_and_lost_webhooks_give_the_same_case_journey_and_answers(
    county: Door, deeds: list[Deed], caller: str, line: str, seed: int
) -> None:
    county.empty()
    usual = lead(county, deeds, a_form(From=caller, To=line))
    case = told(county)
    for way in range(WAYS - 1):
        county.empty()
        badly = lead_badly(county, usual, Random(f"{seed} {way}"))
        assert badly.answers == usual.answers
        assert told(county) == case


def told(county: Door) -> dict[str, Any]:
    """Everything about the one case that is neither a time nor an id, its call's journey, its legs, and what is sent.

    What was put into the outbox before a conversation was known stays there, and is not sent.
    """
    (case,) = county.rows('select * from "case"')
    actions = [{name: entry[name] for name in entry if name != "at"} for entry in case["action_taken"]]
    turns = county.rows("select number, events from turn order by number")
    call, *more = county.rows("select turn, language, in_hours, seconds, end_status from call where parent_id is null")
    legs = county.rows("select end_status from call where parent_id is not null")
    sent = [] if case["first_answer_at"] else county.rows("select kind from outbox order by kind")
    assert not more
    kept = {name: value for name, value in case.items() if name not in DIFFERS}
    journey = CASE_NUMBER.sub("NUMBER", json.dumps(turns, ensure_ascii=False))
    return kept | {"actions": actions, "journey": json.loads(journey), "call": call, "legs": legs, "sent": sent}


def test_a_call_known_only_by_its_end_is_a_case_that_was_missed(county: Door) -> None:
    county.empty()
    county.call("/voice/status", CallStatus="no-answer", CallDuration="0")
    county.call("/voice/status", CallStatus="no-answer", CallDuration="0")
    case = told(county)
    assert (case["kind"], case["disposition"], case["recovered"]) == ("abandoned", "missed", True)
    assert case["journey"] == []


def test_the_recording_of_a_caller_who_hung_up_in_it_is_a_message(county: Door) -> None:
    county.empty()
    usual = lead(county, [("keys", "1")] * 2, a_form(To=MAIN))
    tape = {"RecordingSid": TAPE + "2", "RecordingStatus": "completed", "RecordingDuration": "9"}
    assert county.post("/recordings/status", a_form(**tape)).status_code == 204
    assert told(county)["messages"] == [{"recording": TAPE + "2", "seconds": 9}]
    assert told(county)["disposition"] == "message_left"
    assert len(usual.turns) == 3
