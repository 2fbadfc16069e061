"""What the provider reports beside the turns: legs of people who are rung, recordings, texts."""

import pytest

from tests.support.door import SID, Door, a_form

LEG = "CA" + "2" * 32
TAPE = "RE" + "1" * 32


def leg(county: Door, status: str, **extras: str) -> None:
    form = a_form(LEG, ParentCallSid=SID, CallStatus=status, To="+15195550160", Direction="outbound-dial", **extras)
    assert county.post("/voice/status", form).status_code == 204


@pytest.mark.parametrize(
    "order",
    [("initiated", "in-progress", "completed"), ("completed", "initiated", "in-progress"), ("completed", "completed")],
    ids=["as usual", "the end first", "the end twice"],
)
def test_a_leg_belongs_to_its_parent_s_case_whatever_its_order(county: Door, order: tuple[str, ...]) -> None:
    county.call("/voice")
    for status in order:
        leg(county, status)
    assert county.count("case") == 1
    found = county.rows(
        "select end_status, ended_at is null as runs, parent_id is null as alone from call order by turn"
    )
    assert found[0] == {"end_status": "completed", "runs": False, "alone": False}
    assert found[1] == {"end_status": None, "runs": True, "alone": True}


def test_a_leg_whose_parent_is_over_belongs_to_its_case(county: Door) -> None:
    county.call("/voice")
    county.call("/voice/status", CallStatus="completed")
    leg(county, "no-answer")
    assert county.count("case") == 1
    assert county.count("call") == 2


def test_a_leg_of_a_call_nobody_knows_makes_no_case(county: Door) -> None:
    leg(county, "completed")
    assert county.count("call") == 0
    assert county.count("case") == 0


def test_words_about_a_call_that_goes_on_change_nothing(county: Door) -> None:
    for status in ("queued", "ringing", "in-progress"):
        assert county.call("/voice/status", CallStatus=status).status_code == 204
    assert county.count("call") == 0


def test_the_first_last_word_about_a_call_stays(county: Door) -> None:
    county.call("/voice")
    county.call("/voice/status", CallStatus="completed", CallDuration="12")
    county.call("/voice/status", CallStatus="failed", CallDuration="99")
    (call,) = county.rows("select end_status, seconds from call")
    assert call == {"end_status": "completed", "seconds": 12}


def recording(county: Door, status: str, seconds: str = "9") -> None:
    form = a_form(RecordingSid=TAPE, RecordingStatus=status, RecordingDuration=seconds)
    assert county.post("/recordings/status", form).status_code == 204


def test_a_recording_reported_twice_is_one_message(county: Door) -> None:
    county.call("/voice")
    recording(county, "completed")
    recording(county, "completed")
    (case,) = county.rows('select messages from "case"')
    assert case["messages"] == [{"recording": TAPE, "seconds": 9}]


def test_a_recording_that_will_never_be_there_is_marked(county: Door) -> None:
    county.call("/voice")
    recording(county, "completed")
    recording(county, "absent")
    (case,) = county.rows('select messages from "case"')
    assert case["messages"] == [{"recording": TAPE, "seconds": 0, "state": "absent"}]


def test_a_recording_of_a_call_nobody_knows_makes_no_case(county: Door) -> None:
    recording(county, "completed")
    assert county.count("case") == 0


def test_what_was_said_is_kept_in_writing(county: Door) -> None:
    county.call("/voice")
    form = a_form(
        RecordingSid=TAPE, TranscriptionSid="TR1", TranscriptionStatus="completed", TranscriptionText="A leak."
    )
    assert county.post("/recordings/transcript", form).status_code == 204
    (tape,) = county.rows("select provider_recording_id, transcript, transcript_state from recording")
    assert tape == {"provider_recording_id": TAPE, "transcript": "A leak.", "transcript_state": "there"}


@pytest.mark.parametrize("path", ["/voice/status", "/recordings/status", "/recordings/transcript"])
def test_a_report_that_cannot_be_read_is_refused_and_not_kept(county: Door, path: str) -> None:
    assert county.post(path, {"CallSid": "?"}).status_code == 400
    assert list(county.parts.spool.waiting()) == []


def test_a_text_is_told_in_every_language_that_the_number_is_for_calls(county: Door) -> None:
    answer = county.call("/messages", MessageSid="SM1", Body="There is a hole in the road", NumMedia="0")
    assert answer.mimetype == "text/xml"
    assert "takes calls only" in answer.text
    assert "ne reçoit que les appels" in answer.text
    assert county.count("case") == 0
