"""What goes wrong between the official client and the provider; whom it asks, and what it keeps to itself."""

import logging
from collections.abc import Callable

import pytest

from ivr.errors import BadSetting, ProviderGone, Refused
from ivr.telephony.http import ProviderHttp
from ivr.telephony.port import Account, Telephony
from ivr.telephony.twilio_adapter import TwilioTelephony
from tests.ivr.telephony.provider import ACCOUNT, AT, NUMBER, TOKEN, Provider, fetched, serving


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
