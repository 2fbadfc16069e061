"""The official client about recordings: fetched, listed, deleted."""

from datetime import UTC, datetime, timedelta

import pytest

from ivr.errors import NotFound, ProviderGone
from ivr.telephony.port import ListedRecording, Telephony
from tests.ivr.telephony.provider import ACCOUNT, Provider, fetched


def test_a_recording_is_fetched_with_its_kind(provider: Provider, telephony: Telephony) -> None:
    provider.answer("GET", "/Recordings/RE7.wav", b"RIFF....")
    assert fetched(telephony, "RE7") == (b"RIFF....", "audio/x-wav")
    with pytest.raises(NotFound, match="RE8"):
        fetched(telephony, "RE8")


def test_a_recording_that_breaks_off_is_worth_another_try(provider: Provider, telephony: Telephony) -> None:
    provider.answer("GET", "/Recordings/RE7.wav", b"RIFF....")
    provider.promises = 2000
    with pytest.raises(ProviderGone, match="fetch the recording RE7"):
        fetched(telephony, "RE7")


def test_recordings_are_listed_that_a_caller_spoke_and_that_can_be_fetched(
    provider: Provider, telephony: Telephony
) -> None:
    made = {"call_sid": "CA1", "account_sid": ACCOUNT, "status": "completed", "source": "RecordVerb", "duration": "9"}
    at = {"early": "Sat, 26 Dec 2026 06:59:59 +0000", "in time": "Sat, 26 Dec 2026 07:00:00 +0000"}
    listed = [
        {**made, "sid": "RE1", "date_created": at["in time"]},
        {**made, "sid": "RE2", "date_created": at["early"]},
        {**made, "sid": "RE3", "date_created": at["in time"], "status": "processing"},
        {**made, "sid": "RE4", "date_created": at["in time"], "source": "DialVerb"},
        {**made, "sid": "RE5", "date_created": at["in time"], "duration": None},
    ]
    provider.answer("GET", "/Recordings.json", {"recordings": listed, "next_page_uri": None})
    seven = datetime(2026, 12, 26, 7, 0, tzinfo=UTC)
    found = list(telephony.list_recordings(seven, seven + timedelta(hours=1)))
    assert found == [
        ListedRecording(recording="RE1", provider_call_id="CA1", account=ACCOUNT, seconds=9),
        ListedRecording(recording="RE5", provider_call_id="CA1", account=ACCOUNT),
    ]


@pytest.mark.parametrize("what", ["recording", "transcript", "text"])
def test_what_is_deleted_at_the_provider_is_gone_there_the_second_time(
    provider: Provider, telephony: Telephony, what: str
) -> None:
    path = {
        "recording": "/Recordings/RE7.json",
        "transcript": "/Transcriptions/RE7.json",
        "text": "/Messages/RE7.json",
    }[what]
    provider.answer("DELETE", path, {}, 204)
    provider.answer("DELETE", path, {"code": 20404, "message": "gone", "status": 404}, 404)
    delete = getattr(telephony, f"delete_{what}")
    assert [delete("RE7"), delete("RE7")] == [True, False]
