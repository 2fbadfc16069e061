"""The official client against a small provider on this machine: what is asked, what is understood, what goes wrong."""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ivr.errors import BadSetting, NotFound, ProviderGone, Refused
from ivr.telephony.http import ProviderHttp
from ivr.telephony.port import Account, ListedCall, ListedRecording, NumberAddresses, Telephony
from ivr.telephony.twilio_adapter import TwilioTelephony
from tests.ivr.telephony.provider import ACCOUNT, ROOT, TOKEN, Provider, serving

NUMBER = "+15195550100"
ADDRESSES = NumberAddresses(
    voice="https://311.example/voice",
    fallback="https://elsewhere.example/main.xml",
    status="https://311.example/voice/status",
    text="https://311.example/messages",
)
AT = datetime(2026, 11, 14, 7, 15, tzinfo=UTC)
MAIL = "%a, %d %b %Y %H:%M:%S +0000"


@pytest.fixture(name="provider")
def a_provider() -> Iterator[Provider]:
    with serving() as provider:
        yield provider


@pytest.fixture(name="telephony")
def a_telephony(provider: Provider) -> Telephony:
    return TwilioTelephony(ACCOUNT, TOKEN, provider.base)


def own_number(**changes: Any) -> dict[str, Any]:
    return {
        "sid": "PN1",
        "phone_number": NUMBER,
        "friendly_name": "Main line",
        "voice_url": ADDRESSES.voice,
        "voice_method": "POST",
        "voice_fallback_url": ADDRESSES.fallback,
        "voice_fallback_method": "GET",
        "status_callback": ADDRESSES.status,
        "status_callback_method": "POST",
        "sms_url": ADDRESSES.text,
        "sms_method": "POST",
        "voice_application_sid": "",
        "capabilities": {"voice": True, "sms": False},
    } | changes


def listed_call(sid: str, at: datetime | None, **changes: Any) -> dict[str, Any]:
    return {
        "sid": sid,
        "account_sid": ACCOUNT,
        "from": "+15195550199",
        "to": NUMBER,
        "status": "completed",
        "direction": "inbound",
        "start_time": at and at.strftime(MAIL),
        "date_created": AT.strftime(MAIL),
        "end_time": (AT + timedelta(seconds=61)).strftime(MAIL),
        "duration": "61",
    } | changes


def test_a_call_is_placed_and_followed(provider: Provider, telephony: Telephony) -> None:
    provider.answer("POST", "/Calls.json", {"sid": "CA7"}, 201)
    placed = telephony.place_call(
        to="+15195550123", from_=NUMBER, url="https://x/voice/leg", status_url="https://x/s", seconds=2
    )
    assert placed == "CA7"
    sent = provider.asked[-1].form
    assert sent.to_dict() | {"StatusCallbackEvent": sent.getlist("StatusCallbackEvent")} == {
        "To": "+15195550123",
        "From": NUMBER,
        "Url": "https://x/voice/leg",
        "Method": "POST",
        "Timeout": "5",
        "StatusCallback": "https://x/s",
        "StatusCallbackMethod": "POST",
        "StatusCallbackEvent": ["initiated", "answered", "completed"],
    }


def test_a_machine_is_told_apart_without_keeping_anybody_waiting(provider: Provider, telephony: Telephony) -> None:
    provider.answer("POST", "/Calls.json", {"sid": "CA7"}, 201)
    addresses = {"url": "https://x/voice/leg", "status_url": "https://x/s", "machine_url": "https://x/m"}
    telephony.place_call(to="+15195550123", from_=NUMBER, seconds=20, **addresses)
    sent = provider.asked[-1].form.to_dict()
    assert {name: value for name, value in sent.items() if "Amd" in name or "Machine" in name} == {
        "MachineDetection": "DetectMessageEnd",
        "AsyncAmd": "true",
        "AsyncAmdStatusCallback": "https://x/m",
        "AsyncAmdStatusCallbackMethod": "POST",
    }


def found_call(sid: str, created: datetime, updated: datetime, started: datetime | None = None) -> dict[str, Any]:
    return listed_call(sid, started, date_created=created.strftime(MAIL), date_updated=updated.strftime(MAIL))


def test_calls_to_a_number_are_found_also_before_they_ring(provider: Provider, telephony: Telephony) -> None:
    second = timedelta(seconds=1)
    calls = [
        found_call("CA1", AT + 9 * second, AT + 9 * second),
        found_call("CA2", AT, AT + 5 * second, AT + 3 * second),
        found_call("CA3", AT - second, AT + 2 * second, AT),
        found_call("CA4", AT - 2 * second, AT - second),
    ]
    provider.answer("GET", "/Calls.json", {"calls": calls, "next_page_uri": f"{ROOT}/Calls.json?Page=1"})
    found = list(telephony.find_calls("+15195550123", AT + second / 2))
    assert [(call.provider_call_id, call.started_at) for call in found] == [
        ("CA1", AT + 9 * second),
        ("CA2", AT + 3 * second),
    ]
    (asked,) = provider.asked
    assert asked.args["To"] == "+15195550123"
    assert not [name for name in asked.args if name.startswith("StartTime")]


def test_texts_to_a_number_are_found_by_when_they_were_made(provider: Provider, telephony: Telephony) -> None:
    second = timedelta(seconds=1)
    texts = [
        {"sid": sid, "to": "+15195550123", "body": "Bonjour", "status": "queued", "date_created": at.strftime(MAIL)}
        for sid, at in (("SM2", AT + second), ("SM1", AT), ("SM0", AT - second))
    ]
    provider.answer("GET", "/Messages.json", {"messages": texts})
    found = list(telephony.list_texts(to="+15195550123", from_=NUMBER, since=AT))
    assert [(each.provider_text_id, each.text, each.created_at) for each in found] == [
        ("SM2", "Bonjour", AT + second),
        ("SM1", "Bonjour", AT),
    ]
    (asked,) = provider.asked
    assert (asked.args["To"], asked.args["From"]) == ("+15195550123", NUMBER)
    assert not [name for name in asked.args if name.startswith("DateSent")]


def test_a_text_that_the_provider_has_forgotten_is_none(provider: Provider, telephony: Telephony) -> None:
    assert telephony.read_text("SM7") is None
    text = {"sid": "SM7", "status": "undelivered", "error_code": 30006, "date_created": AT.strftime(MAIL)}
    provider.answer("GET", "/Messages/SM7.json", text)
    found = telephony.read_text("SM7")
    assert found is not None
    assert (found.status, found.error) == ("undelivered", "30006")


def test_a_call_in_progress_is_led_elsewhere_and_ended(provider: Provider, telephony: Telephony) -> None:
    provider.answer("POST", "/Calls/CA7.json", {"sid": "CA7"})
    assert telephony.redirect_call("CA7", "https://x/y")
    assert provider.asked[-1].form.to_dict() == {"Url": "https://x/y", "Method": "POST"}
    assert telephony.end_call("CA7")
    assert provider.asked[-1].form.to_dict() == {"Status": "completed"}


def test_a_call_that_is_over_cannot_be_led_anywhere(provider: Provider, telephony: Telephony) -> None:
    provider.answer(
        "POST", "/Calls/CA7.json", {"code": 21220, "message": "Call is not in-progress.", "status": 400}, 400
    )
    assert telephony.redirect_call("CA7", "https://x/y") is False
    assert telephony.end_call("CA8") is False


def test_a_redirect_to_nonsense_is_refused(provider: Provider, telephony: Telephony) -> None:
    provider.answer("POST", "/Calls/CA7.json", {"code": 21205, "message": "Url is invalid", "status": 400}, 400)
    with pytest.raises(Refused, match="Url is invalid, error 21205"):
        telephony.redirect_call("CA7", "nonsense")


def test_a_text_is_sent(provider: Provider, telephony: Telephony) -> None:
    provider.answer("POST", "/Messages.json", {"sid": "SM7"}, 201)
    assert telephony.send_text(to="+15195550199", from_=NUMBER, text="Été", status_url="https://x/s") == "SM7"
    assert provider.asked[-1].form.to_dict() == {
        "To": "+15195550199",
        "From": NUMBER,
        "Body": "Été",
        "StatusCallback": "https://x/s",
    }


def test_calls_are_listed_over_all_pages_and_to_the_second(provider: Provider, telephony: Telephony) -> None:
    first = [listed_call("CA1", AT), listed_call("CA2", AT - timedelta(seconds=1)), listed_call("CA3", None)]
    second = [listed_call("CA4", AT + timedelta(hours=1), parent_call_sid="CA1", duration=None, end_time=None)]
    provider.answer("GET", "/Calls.json", {"calls": first, "next_page_uri": f"{ROOT}/Calls.json?Page=1"})
    provider.answer("GET", "/Calls.json", {"calls": second, "next_page_uri": None})
    calls = list(telephony.list_calls(AT, AT + timedelta(hours=1, seconds=1)))
    assert [call.provider_call_id for call in calls] == ["CA1", "CA3", "CA4"]
    assert calls[0] == ListedCall(
        provider_call_id="CA1",
        account=ACCOUNT,
        from_raw="+15195550199",
        to_raw=NUMBER,
        status="completed",
        direction="inbound",
        started_at=AT,
        ended_at=AT + timedelta(seconds=61),
        seconds=61,
    )
    assert (calls[2].parent_provider_call_id, calls[2].seconds, calls[2].ended_at) == ("CA1", None, None)


def test_the_last_day_is_asked_for_in_full(provider: Provider, telephony: Telephony) -> None:
    provider.answer("GET", "/Calls.json", {"calls": [], "next_page_uri": None})
    assert list(telephony.list_calls(AT, AT + timedelta(hours=1))) == []
    assert provider.asked[-1].args["StartTime>"].startswith("2026-11-14")
    assert provider.asked[-1].args["StartTime<"].startswith("2026-11-15")


def test_a_listing_that_fails_in_the_middle_is_known_to_have_failed(provider: Provider, telephony: Telephony) -> None:
    provider.answer(
        "GET", "/Calls.json", {"calls": [listed_call("CA1", AT)], "next_page_uri": f"{ROOT}/Calls.json?Page=1"}
    )
    provider.answer("GET", "/Calls.json", {"message": "oops", "status": 500}, 500)
    with pytest.raises(ProviderGone, match="list the calls"):
        list(telephony.list_calls(AT, AT + timedelta(hours=1)))


def test_a_number_is_found_by_its_exact_digits(provider: Provider, telephony: Telephony) -> None:
    provider.answer(
        "GET",
        "/IncomingPhoneNumbers.json",
        {
            "incoming_phone_numbers": [own_number(phone_number=NUMBER + "9", sid="PN0"), own_number()],
            "next_page_uri": None,
        },
    )
    number = telephony.number(NUMBER)
    assert number is not None
    assert (number.id, number.addresses, number.diverted) == ("PN1", ADDRESSES, "")
    assert (number.methods.voice, number.methods.fallback) == ("POST", "GET")
    assert (number.takes_calls, number.takes_texts) == (True, False)
    assert telephony.number("+15195550101") is None
    assert [each.id for each in telephony.numbers()] == ["PN0", "PN1"]


def test_what_answers_a_number_in_our_place_is_seen(provider: Provider, telephony: Telephony) -> None:
    numbers = [own_number(voice_application_sid="AP1")]
    provider.answer("GET", "/IncomingPhoneNumbers.json", {"incoming_phone_numbers": numbers, "next_page_uri": None})
    number = telephony.number(NUMBER)
    assert number is not None
    assert number.diverted == "AP1"


def test_connecting_a_number_sets_the_four_addresses_and_takes_the_others_off(
    provider: Provider, telephony: Telephony
) -> None:
    numbers = {"incoming_phone_numbers": [own_number(voice_url="https://old.example")], "next_page_uri": None}
    provider.answer("GET", "/IncomingPhoneNumbers.json", numbers)
    provider.answer("POST", "/IncomingPhoneNumbers/PN1.json", own_number())
    assert telephony.connect_number(NUMBER, ADDRESSES).addresses == ADDRESSES
    assert provider.asked[-1].form.to_dict() == {
        "VoiceUrl": ADDRESSES.voice,
        "VoiceMethod": "POST",
        "VoiceFallbackUrl": ADDRESSES.fallback,
        "VoiceFallbackMethod": "POST",
        "StatusCallback": ADDRESSES.status,
        "StatusCallbackMethod": "POST",
        "SmsUrl": ADDRESSES.text,
        "SmsMethod": "POST",
        "VoiceApplicationSid": "",
        "SmsApplicationSid": "",
        "TrunkSid": "",
    }


def test_a_number_that_is_not_ours_is_not_connected(provider: Provider, telephony: Telephony) -> None:
    provider.answer("GET", "/IncomingPhoneNumbers.json", {"incoming_phone_numbers": [], "next_page_uri": None})
    with pytest.raises(NotFound, match=r"\+15195550100 does not belong"):
        telephony.connect_number(NUMBER, ADDRESSES)


def test_a_recording_is_fetched_with_its_kind(provider: Provider, telephony: Telephony) -> None:
    provider.answer("GET", "/Recordings/RE7.wav", b"RIFF....")
    assert fetched(telephony, "RE7") == (b"RIFF....", "audio/x-wav")
    with pytest.raises(NotFound, match="RE8"):
        fetched(telephony, "RE8")


def fetched(telephony: Telephony, recording: str) -> tuple[bytes, str]:
    with telephony.recording(recording) as sound:
        return b"".join(sound.chunks), sound.kind


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


def test_the_account_is_read_without_its_secrets(provider: Provider, telephony: Telephony) -> None:
    provider.answer("GET", ".json", {"sid": ACCOUNT, "friendly_name": "County", "status": "active", "type": "Trial"})
    assert telephony.account() == Account(ACCOUNT, "County", "active", "Trial")


WISHES: list[Callable[[Telephony], object]] = [
    lambda telephony: telephony.account(),
    lambda telephony: telephony.numbers(),
    lambda telephony: fetched(telephony, "RE7"),
    lambda telephony: telephony.delete_recording("RE7"),
    lambda telephony: telephony.send_text(to="+15195550199", from_=NUMBER, text="x", status_url="https://x/s"),
    lambda telephony: list(telephony.find_calls("+15195550199", AT)),
    lambda telephony: list(telephony.list_texts(to="+15195550199", from_=NUMBER, since=AT)),
]
NAMES = ["account", "numbers", "recording", "deleted", "text", "a look for calls", "a look for texts"]
PATHS = [
    ("GET", ".json"),
    ("GET", "/IncomingPhoneNumbers.json"),
    ("GET", "/Recordings/RE7.wav"),
    ("DELETE", "/Recordings/RE7.json"),
    ("POST", "/Messages.json"),
    ("GET", "/Calls.json"),
    ("GET", "/Messages.json"),
]


@pytest.mark.parametrize("wish", WISHES, ids=NAMES)
def test_wrong_credentials_are_refused_with_the_way_to_mend_them(
    provider: Provider, wish: Callable[[Telephony], object]
) -> None:
    with pytest.raises(Refused, match="TWILIO_AUTH_TOKEN"):
        wish(TwilioTelephony(ACCOUNT, "another token", provider.base))


@pytest.mark.parametrize(("wish", "path"), list(zip(WISHES, PATHS, strict=True)), ids=NAMES)
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_provider_in_trouble_is_worth_another_try(
    provider: Provider, telephony: Telephony, wish: Callable[[Telephony], object], path: tuple[str, str], status: int
) -> None:
    provider.answer(*path, {"message": "not now", "status": status}, status)
    with pytest.raises(ProviderGone):
        wish(telephony)


@pytest.mark.parametrize("wish", WISHES, ids=NAMES)
def test_a_provider_that_is_away_is_worth_another_try(wish: Callable[[Telephony], object]) -> None:
    with serving() as gone:
        base = gone.base
    with pytest.raises(ProviderGone, match="did not answer"):
        wish(TwilioTelephony(ACCOUNT, TOKEN, base))


@pytest.mark.parametrize(("account", "token"), [("", TOKEN), (ACCOUNT, "")], ids=["no account", "no token"])
def test_without_credentials_nobody_is_asked(account: str, token: str) -> None:
    with pytest.raises(BadSetting, match="TWILIO_ACCOUNT_SID"):
        TwilioTelephony(account, token)


def test_every_request_has_a_time_out() -> None:
    assert ProviderHttp().timeout


@pytest.mark.parametrize(
    ("base", "asked"),
    [
        ("", "https://api.twilio.com/2010-04-01/x.json?a=1"),
        ("http://127.0.0.1:8312", "http://127.0.0.1:8312/2010-04-01/x.json?a=1"),
        ("https://space.carrier.example/api/laml/", "https://space.carrier.example/api/laml/2010-04-01/x.json?a=1"),
    ],
    ids=["the provider", "simulated", "a compatible carrier"],
)
def test_another_base_address_is_asked_instead(base: str, asked: str) -> None:
    assert ProviderHttp(base).rebased("https://api.twilio.com/2010-04-01/x.json?a=1") == asked


def test_nobodys_number_is_written_to_the_log(
    provider: Provider, telephony: Telephony, caplog: pytest.LogCaptureFixture
) -> None:
    provider.answer("POST", "/Messages.json", {"sid": "SM7"}, 201)
    with caplog.at_level(logging.INFO):
        telephony.send_text(to="+15195550199", from_=NUMBER, text="x", status_url="https://x/s")
    assert "5195550" not in caplog.text
