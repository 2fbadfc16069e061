"""Web forms as the provider sends them, as carriers garble them, and as strangers forge them."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from ivr.engine.inputs import Input, Pressed, Recorded, RingEnded, Said, Silent
from ivr.errors import Refused
from ivr.twiml import forms
from ivr.twiml.fields import ID, Form
from ivr.twiml.forms import Arrival, ProviderError, StatusReport

CALL = "CA" + "0" * 31 + "1"
ACCOUNT = "AC" + "0" * 31 + "2"
ABOUT = {"CallSid": CALL, "AccountSid": ACCOUNT}
RECORDING = "https://api.example/2010-04-01/Accounts/AC2/Recordings/RE7"


def test_a_call_arrives_with_all_that_was_sent() -> None:
    form = MultiDict(
        ABOUT
        | {"From": "+15195550199", "To": "+15195550100", "Direction": "inbound", "CallStatus": "ringing"}
        | {"ForwardedFrom": "+15195550311", "CallerName": "A CALLER", "StirVerstat": "TN-Validation-Passed-A-Diverted"}
    )
    assert forms.read_arrival(form) == Arrival(
        provider_call_id=CALL,
        account=ACCOUNT,
        from_raw="+15195550199",
        to_raw="+15195550100",
        forwarded_from="+15195550311",
        attestation="A",
        caller_name_raw="A CALLER",
    )


def test_a_call_arrives_with_the_least_that_can_be_sent() -> None:
    assert forms.read_arrival(ABOUT) == Arrival(provider_call_id=CALL, account=ACCOUNT, from_raw="", to_raw="")


@pytest.mark.parametrize(
    ("verdict", "attestation"),
    [
        ("TN-Validation-Passed-A", "A"),
        ("TN-Validation-Passed-B-Passthrough", "B"),
        ("tn-validation-passed-c", "C"),
        ("TN-Validation-Failed", "failed"),
        ("TN-Validation-Failed-A", "failed"),
        ("TN-Validation-Failed-C-Diverted", "failed"),
        ("No-TN-Validation", None),
        ("TN-Validation-Passed-Z", None),
        ("", None),
    ],
)
def test_the_carriers_word_is_read_by_its_letter(verdict: str, attestation: str | None) -> None:
    assert forms.read_arrival(ABOUT | {"StirVerstat": verdict}).attestation == attestation


@pytest.mark.parametrize(
    "call", [CALL, "e4d06f2c-0c0c-4c3c-9b5b-000000000000", "v2:T02llQxIyaRkhfRKxgAP8nY511EhFLizdvd"]
)
def test_ids_of_compatible_carriers_are_ids(call: str) -> None:
    assert forms.read_arrival(ABOUT | {"CallSid": call}).provider_call_id == call


@pytest.mark.parametrize("call", ["", " ", "CA 1", "../etc", "CA1;drop", "é" * 34, "C" * 129])
@pytest.mark.parametrize("name", ["CallSid", "AccountSid"])
def test_a_form_about_no_call_is_refused_with_its_reason(name: str, call: str) -> None:
    with pytest.raises(Refused, match=name):
        forms.read_arrival(ABOUT | {name: call})


INPUTS = [
    pytest.param({}, Silent(), id="nothing"),
    pytest.param({"Digits": ""}, Silent(), id="only the finish key"),
    pytest.param({"SpeechResult": ""}, Silent(), id="nothing understood"),
    pytest.param({"Digits": "1"}, Pressed("1"), id="a key"),
    pytest.param({"Digits": "*12#"}, Pressed("*12#"), id="star and pound"),
    pytest.param({"Digits": "1A2w"}, Pressed("12"), id="keys no telephone has"),
    pytest.param({"Digits": "٣"}, Silent(), id="digits of another alphabet"),
    pytest.param({"Digits": "7" * 5000}, Pressed("7" * 100), id="a child with a telephone"),
    pytest.param({"SpeechResult": "pot hole\x00", "Confidence": "0.82"}, Said("pot hole", 0.82), id="speech"),
    pytest.param({"SpeechResult": "oui"}, Said("oui"), id="speech without confidence"),
    pytest.param({"SpeechResult": "oui", "Confidence": "nan"}, Said("oui"), id="a confidence that is no number"),
    pytest.param({"SpeechResult": "oui", "Confidence": "7"}, Said("oui"), id="a confidence beyond one"),
    pytest.param({"Digits": "2", "SpeechResult": "one"}, Pressed("2"), id="keys before words"),
    pytest.param(
        {"RecordingSid": "RE7", "RecordingUrl": RECORDING, "RecordingDuration": "12", "Digits": "#"},
        Recorded("RE7", 12, RECORDING),
        id="a recording",
    ),
    pytest.param(
        {"RecordingUrl": RECORDING, "RecordingDuration": "3", "Digits": "hangup"},
        Recorded("RE7", 3, RECORDING, hung_up=True),
        id="a recording without id, and the caller gone",
    ),
    pytest.param({"RecordingSid": "RE7", "RecordingDuration": "0"}, Recorded("RE7", 0), id="a recording of silence"),
    pytest.param(
        {"RecordingSid": "RE7", "RecordingUrl": "file:///x"}, Recorded("RE7", 0), id="an address of another kind"
    ),
    pytest.param(
        {"DialCallStatus": "completed", "DialBridged": "true", "DialCallDuration": "61"},
        RingEnded("talked", 61),
        id="talked",
    ),
    pytest.param(
        {"DialCallStatus": "completed", "DialCallDuration": "9"},
        RingEnded("talked", 9),
        id="a carrier that does not say",
    ),
    pytest.param(
        {"DialCallStatus": "completed", "DialBridged": "false"}, RingEnded("declined"), id="declined, or a mailbox"
    ),
    pytest.param({"DialCallStatus": "answered"}, RingEnded("talked"), id="answered"),
    pytest.param({"DialCallStatus": "no-answer", "DialBridged": "false"}, RingEnded("no_answer"), id="no answer"),
    pytest.param({"DialCallStatus": "busy"}, RingEnded("busy"), id="busy"),
    pytest.param({"DialCallStatus": "canceled"}, RingEnded("no_answer"), id="cancelled"),
    pytest.param({"DialCallStatus": "failed"}, RingEnded("failed"), id="failed"),
    pytest.param({"DialCallStatus": "exploded"}, RingEnded("failed"), id="a result of next year"),
]


@pytest.mark.parametrize(("form", "expected"), INPUTS)
def test_what_the_caller_did_is_read(form: dict[str, str], expected: Input) -> None:
    assert forms.read_input(ABOUT | form) == expected
    assert forms.read_input(MultiDict(ABOUT | form)) == expected


def test_a_recording_that_has_no_name_is_refused() -> None:
    with pytest.raises(Refused, match="RecordingSid"):
        forms.read_input({"RecordingUrl": "ftp://x/RE7"})


def test_a_status_says_how_the_call_of_a_callee_went() -> None:
    report = forms.read_status(
        ABOUT
        | {"ParentCallSid": "CA9", "CallStatus": "completed", "CallDuration": "61", "SequenceNumber": "3"}
        | {"Timestamp": "Sat, 14 Nov 2026 02:15:00 -0500", "To": "+15195550123", "From": "+15195550100"}
    )
    assert report == StatusReport(
        provider_call_id=CALL,
        account=ACCOUNT,
        status="completed",
        parent_provider_call_id="CA9",
        seconds=61,
        sequence=3,
        at=datetime(2026, 11, 14, 7, 15, tzinfo=UTC),
        to_raw="+15195550123",
        from_raw="+15195550100",
    )


@pytest.mark.parametrize(
    ("timestamp", "at"),
    [
        ("Sat, 14 Nov 2026 07:15:00 +0000", datetime(2026, 11, 14, 7, 15, tzinfo=UTC)),
        ("Sat, 14 Nov 2026 07:15:00 -0000", datetime(2026, 11, 14, 7, 15, tzinfo=UTC)),
        ("Sat, 14 Nov 2026 07:15:00 GMT", datetime(2026, 11, 14, 7, 15, tzinfo=UTC)),
        ("Fri, 31 Dec 9999 23:59:59 -0500", None),
        ("2026-11-14T07:15:00Z", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_time_of_a_status_is_utc_or_unknown(timestamp: str, at: datetime | None) -> None:
    assert forms.read_status(ABOUT | {"CallStatus": "busy", "Timestamp": timestamp}).at == at


@pytest.mark.parametrize("name", ["CallDuration", "SequenceNumber"])
@pytest.mark.parametrize("value", ["-1", "1.5", "1e3", "٣", "99999999999999999999", "x"])
def test_a_number_that_is_none_is_left_out(name: str, value: str) -> None:
    report = forms.read_status(ABOUT | {"CallStatus": "completed", name: value})
    assert (report.seconds, report.sequence) == (None, None)


@pytest.mark.parametrize("word", ["", "12", "x" * 40, "done!"])
def test_a_status_that_is_no_word_is_refused(word: str) -> None:
    with pytest.raises(Refused, match="CallStatus"):
        forms.read_status(ABOUT | {"CallStatus": word})


def test_a_recording_is_reported() -> None:
    report = forms.read_recording(
        ABOUT
        | {"RecordingSid": "RE7", "RecordingUrl": RECORDING, "RecordingStatus": "completed", "RecordingDuration": "12"}
    )
    assert (report.recording, report.status, report.url, report.seconds) == ("RE7", "completed", RECORDING, 12)


def test_a_transcript_is_reported() -> None:
    told = {"RecordingSid": "RE7", "TranscriptionSid": "TR7", "TranscriptionStatus": "completed"}
    report = forms.read_transcript(ABOUT | told | {"TranscriptionText": " The road\x00 is sinking. "})
    assert (report.recording, report.transcript, report.status) == ("RE7", "TR7", "completed")
    assert report.text == "The road is sinking."
    assert forms.read_transcript(ABOUT | told | {"TranscriptionStatus": "failed"}).text == ""
    with pytest.raises(Refused, match="TranscriptionSid"):
        forms.read_transcript(ABOUT | told | {"TranscriptionSid": ""})


def test_the_fallback_learns_what_failed_or_nothing() -> None:
    assert forms.read_error({"ErrorCode": "11200", "ErrorUrl": "https://x/voice"}) == ProviderError(
        11200, "https://x/voice"
    )
    assert forms.read_error({"ErrorCode": "?"}) == ProviderError(None, "")


KNOWN = [
    *("CallSid", "AccountSid", "From", "To", "CallStatus", "Digits", "SpeechResult", "Confidence", "RecordingUrl"),
    *("RecordingSid", "RecordingDuration", "RecordingStatus", "DialCallStatus", "DialBridged", "DialCallDuration"),
    *("Timestamp", "SequenceNumber", "StirVerstat", "ErrorCode", "ParentCallSid"),
    *("TranscriptionSid", "TranscriptionStatus", "TranscriptionText"),
]
READERS: list[Callable[[Form], object]] = [
    forms.read_arrival,
    forms.read_input,
    forms.read_status,
    forms.read_recording,
    forms.read_transcript,
    forms.read_error,
]


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@given(form=st.dictionaries(st.sampled_from(KNOWN), st.text(max_size=60) | st.from_regex(ID, fullmatch=True)))
def test_no_form_does_worse_than_to_be_refused(read: Callable[[Form], object], form: dict[str, str]) -> None:
    with suppress(Refused):
        read(form)
