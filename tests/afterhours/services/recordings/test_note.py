"""A recording is written down once, whoever tells of it first, and fetching it is on its way in the same commit."""

from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import text

from ivr.engine.inputs import Pressed, Recorded
from ivr.twiml.forms import RecordingReport, TranscriptReport
from tests.afterhours.conftest import ACCOUNT, Caller

pytestmark = pytest.mark.database
TAPE = "RE1"
KEY = f"recording.fetch:{ACCOUNT}:{TAPE}"


def rows(caller: Caller, table: str) -> list[dict[str, Any]]:
    with caller.parts.database.transaction() as session:
        return [dict(row._mapping) for row in session.execute(text(f"select * from {table} order by created_at"))]


def report(caller: Caller, status: str = "completed", seconds: int | None = 12) -> None:
    told = RecordingReport(provider_call_id="CA1", account=ACCOUNT, recording=TAPE, status=status, seconds=seconds)
    caller.parts.runner.chronicle.recording(told)


def transcript(caller: Caller, words: str = "The road is sinking.", status: str = "completed") -> None:
    told = TranscriptReport(
        provider_call_id="CA1", account=ACCOUNT, recording=TAPE, transcript="TR1", status=status, text=words
    )
    caller.parts.runner.chronicle.transcript(told)


def leaves_a_message(caller: Caller) -> None:
    caller.gives(Recorded(TAPE, 12))


def test_a_message_is_expected_and_fetching_it_waits_in_the_outbox_from_its_own_turn_on(caller: Caller) -> None:
    caller.rings()
    caller.gives(Pressed("1"))
    caller.gives(Pressed("2"))
    caller.gives(Recorded(TAPE, 12))
    (tape,) = rows(caller, "recording")
    told = (tape["provider_recording_id"], tape["account"], tape["kind"], tape["seconds"], tape["state"])
    assert told == (TAPE, ACCOUNT, "message", 12, "expected")
    assert tape["tenant"] == "long-point-county"
    (waiting,) = rows(caller, "outbox")
    assert (waiting["kind"], waiting["idempotency_key"], waiting["call_id"]) == (
        "recording.fetch",
        KEY,
        tape["call_id"],
    )
    assert waiting["payload"] == {"account": ACCOUNT, "recording": TAPE}
    assert waiting["due_at"] > waiting["created_at"]


def test_the_provider_s_report_lets_it_be_fetched_at_once(caller: Caller) -> None:
    caller.rings()
    caller.gives(Pressed("1"))
    caller.gives(Pressed("2"))
    caller.gives(Recorded(TAPE, 12))
    before = rows(caller, "outbox")[0]["due_at"]
    report(caller)
    (waiting,) = rows(caller, "outbox")
    assert waiting["due_at"] < before


@pytest.mark.parametrize("order", list(permutations(("turn", "report", "transcript"))), ids=" ".join)
def test_turn_report_and_transcript_tell_of_one_recording_in_any_order(caller: Caller, order: tuple[str, ...]) -> None:
    caller.rings()
    caller.gives(Pressed("1"))
    caller.gives(Pressed("2"))
    tells = {"turn": leaves_a_message, "report": report, "transcript": transcript}
    for each in order:
        tells[each](caller)
        if each != "turn":
            tells[each](caller)
    (tape,) = rows(caller, "recording")
    assert (tape["state"], tape["seconds"], tape["kind"]) == ("expected", 12, "message")
    assert (tape["transcript_state"], tape["transcript"]) == ("there", "The road is sinking.")
    assert tape["provider_transcript_id"] == "TR1"
    assert [waiting["idempotency_key"] for waiting in rows(caller, "outbox")] == [KEY]


def test_a_spoken_answer_is_one_even_if_it_was_reported_as_a_message_before(caller: Caller) -> None:
    caller.rings()
    caller.gives(Pressed("1"))
    caller.gives(Pressed("1"))
    caller.gives(Pressed("9"))
    report(caller, seconds=4)
    assert rows(caller, "recording")[0]["kind"] == "message"
    caller.gives(Recorded(TAPE, 4))
    (tape,) = rows(caller, "recording")
    assert (tape["kind"], tape["seconds"]) == ("answer", 4)
    assert caller.case.answers[0]["recording"] == TAPE


@pytest.mark.parametrize(("language", "expected"), [("1", "expected"), ("2", "none")], ids=["en-CA", "fr-CA"])
def test_a_transcript_is_expected_only_where_the_provider_makes_one(
    caller: Caller, language: str, expected: str
) -> None:
    caller.rings()
    caller.gives(Pressed(language))
    heard = caller.gives(Pressed("2"))
    assert ('transcribe="true"' in heard) is (expected == "expected")
    caller.gives(Recorded(TAPE, 12))
    assert rows(caller, "recording")[0]["transcript_state"] == expected


def test_a_transcript_without_a_word_is_none(caller: Caller) -> None:
    caller.rings()
    report(caller)
    transcript(caller, "")
    (tape,) = rows(caller, "recording")
    assert (tape["transcript_state"], tape["transcript"]) == ("failed", None)


@pytest.mark.parametrize("status", ["absent", "failed"])
def test_what_will_never_be_there_is_lost_and_what_was_never_expected_is_nothing(caller: Caller, status: str) -> None:
    caller.rings()
    report(caller, status)
    assert rows(caller, "recording") == []
    report(caller)
    report(caller, status)
    assert [tape["state"] for tape in rows(caller, "recording")] == ["lost"]


def test_a_recording_of_a_call_nobody_knows_is_not_kept(caller: Caller) -> None:
    report(caller)
    transcript(caller)
    assert rows(caller, "recording") == []
    assert rows(caller, "outbox") == []
