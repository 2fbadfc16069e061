"""The official client about the municipality's own numbers."""

import pytest

from ivr.errors import NotFound
from ivr.telephony.port import Telephony
from tests.ivr.telephony.provider import ADDRESSES, NUMBER, Provider, own_number


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
