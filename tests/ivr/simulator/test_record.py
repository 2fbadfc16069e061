"""Record, fact by fact (twilio.md section 4)."""

import pytest

from ivr.simulator.calls import Call
from ivr.simulator.network import Network
from ivr.simulator.quirks import Quirks
from tests.ivr.simulator.county import County, heard, network_of, ring, say

TAPE = (
    '<Record action="/taped" maxLength="60" recordingStatusCallback="/status/tape" '
    'recordingStatusCallbackEvent="in-progress completed absent"/>'
)


def tape(twiml: str = TAPE, quirks: Quirks | None = None) -> tuple[County, Network, Call]:
    county = County({"/voice": twiml + say("Nothing came."), "/taped": say("Thanks.")})
    network = network_of(county, quirks=quirks)
    return county, network, ring(network)


def test_silence_ends_a_message() -> None:
    county, network, call = tape()
    call.say("x" * 150).wait(14.9)
    assert county.posted("/taped") == []
    call.wait(0.2)
    got = county.posted("/taped")[0]
    (sid,) = network.recordings
    assert got["RecordingDuration"] == "10"
    assert got["RecordingSid"] == sid
    assert got["RecordingUrl"].endswith(f"/Recordings/{sid}")
    assert "Digits" not in got
    assert heard(call) == ["Thanks."]


def test_any_key_ends_a_message_and_is_told() -> None:
    county, _, call = tape()
    call.say("hello").wait(1).press("5")
    assert county.posted("/taped")[0]["Digits"] == "5"


def test_only_the_finish_key_ends_a_message_when_one_is_named() -> None:
    county, _, call = tape('<Record action="/taped" finishOnKey="#"/>')
    call.say("hello").press("5")
    assert county.posted("/taped") == []
    call.press("#")
    assert county.posted("/taped")[0]["Digits"] == "#"


def test_hanging_up_ends_a_message_which_is_posted_all_the_same() -> None:
    county, network, call = tape()
    call.say("a burst pipe", 4).wait(2).hang_up()
    got = county.posted("/taped")[0]
    assert (got["Digits"], got["CallStatus"], got["RecordingDuration"]) == ("hangup", "completed", "2")
    assert heard(call) == []
    assert [path for path, _ in county.posts[-2:]] == ["/taped", "/status"]
    network.wait(3)
    assert county.posted("/status/tape")[-1]["RecordingStatus"] == "completed"


def test_a_message_ends_at_its_longest() -> None:
    county, _, call = tape()
    call.say("words", 100).wait(60)
    assert county.posted("/taped")[0]["RecordingDuration"] == "60"


def test_a_silent_message_is_posted_by_default() -> None:
    county, _, call = tape()
    call.wait(5)
    assert county.posted("/taped")[0]["RecordingDuration"] == "5"


def test_a_silent_message_may_be_dropped_and_then_the_document_goes_on() -> None:
    county, _, call = tape(quirks=Quirks(drops_silent_recordings=True))
    call.wait(5)
    assert county.posted("/taped") == []
    assert heard(call) == ["Nothing came."]
    assert county.posted("/status/tape")[-1]["RecordingStatus"] == "absent"


def test_the_recording_is_reported_when_it_can_be_fetched() -> None:
    county, network, call = tape()
    call.say("hello").wait(1).press("#")
    (recording,) = network.recordings.values()
    assert not recording.is_ready(network.now())
    assert [form["RecordingStatus"] for form in county.posted("/status/tape")] == ["in-progress"]
    network.wait(2)
    assert recording.is_ready(network.now())
    told = county.posted("/status/tape")[-1]
    assert told["RecordingStatus"] == "completed"
    assert told["RecordingSource"] == "RecordVerb"
    assert told["CallSid"] == call.sid


def test_a_record_without_an_action_asks_its_own_document_again() -> None:
    county, _, call = tape("<Record/>")
    call.wait(5)
    assert "RecordingUrl" in county.posted("/voice")[1]


@pytest.mark.parametrize(("timeout", "still"), [("0", "recording"), ("9", "speaking")])
def test_a_time_out_of_zero_waits_for_ever(timeout: str, still: str) -> None:
    _, _, call = tape(f'<Record action="/taped" timeout="{timeout}"/>')
    assert call.wait(9.1).doing == still


WRITTEN = '<Record action="/taped" transcribe="true" transcribeCallback="/status/words"/>'


def test_what_was_said_is_written_down_where_that_is_asked_for() -> None:
    county, network, call = tape(WRITTEN)
    call.say("a burst pipe", 4).wait(4).press("#")
    network.wait(7)
    assert county.posted("/status/words") == []
    network.wait(2)
    (told,) = county.posted("/status/words")
    (sid,) = network.recordings
    assert (told["TranscriptionStatus"], told["TranscriptionText"]) == ("completed", "a burst pipe")
    assert (told["RecordingSid"], told["CallSid"]) == (sid, call.sid)
    assert list(network.transcripts) == [told["TranscriptionSid"]]


@pytest.mark.parametrize(("words", "seconds"), [("", 5), ("yes", 0.5), ("and on and on", 130)])
def test_what_is_silent_too_short_or_too_long_is_not_written_down(words: str, seconds: float) -> None:
    county, network, call = tape(WRITTEN)
    if words:
        call.say(words, seconds)
    call.wait(seconds).press("#")
    network.wait(9)
    assert [told["TranscriptionStatus"] for told in county.posted("/status/words")] == ["failed"]


def test_nobody_is_told_of_a_transcript_that_was_not_asked_for() -> None:
    county, network, call = tape('<Record action="/taped" transcribeCallback="/status/words"/>')
    call.say("a burst pipe", 4).wait(4).press("#")
    network.wait(9)
    assert county.posted("/status/words") == []
