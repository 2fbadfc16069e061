"""The official client against a small provider on this machine: what is asked, what is understood, what goes wrong."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from ivr.errors import ProviderGone, Refused
from ivr.telephony.port import ListedCall, Telephony
from tests.ivr.telephony.provider import ACCOUNT, AT, MAIL, NUMBER, ROOT, Provider


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
