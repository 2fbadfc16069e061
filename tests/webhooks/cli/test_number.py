"""`ivr number connect`: what it shows, what it asks, what it sets."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from ivr import settings
from ivr.errors import NotFound, Refused
from ivr.telephony.twilio_adapter import TwilioTelephony
from tests.ivr.telephony.provider import ACCOUNT, TOKEN, Provider, serving
from tests.webhooks.cli.test_doctor import LINE
from webhooks.cli import number as module
from webhooks.cli.number import number

PUBLIC = "https://311.example.org"
NUMBER = {
    "sid": "PN1",
    "phone_number": LINE.number,
    "friendly_name": "Main",
    "voice_url": "https://old.example/voice",
    "voice_method": "POST",
    "voice_fallback_method": "POST",
    "status_callback": f"{PUBLIC}/voice/status",
    "status_callback_method": "POST",
    "sms_url": f"{PUBLIC}/messages",
    "sms_method": "POST",
    "voice_application_sid": "AP1",
}
CONNECTED = NUMBER | {"voice_url": f"{PUBLIC}/voice", "voice_fallback_url": f"{PUBLIC}/voice/fallback"}


@pytest.fixture(name="provider")
def a_provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with serving() as provider:
        provider.answer("POST", "/IncomingPhoneNumbers/PN1.json", CONNECTED)
        house(monkeypatch, provider, PUBLIC)
        yield provider


def house(monkeypatch: pytest.MonkeyPatch, provider: Provider, public_url: str) -> None:
    given = settings.load(
        {"PUBLIC_URL": public_url, "SECRET_KEY": "k" * 40, "DATABASE_URL": "postgresql:///ivr"}
        | {"TELEPHONY": "twilio", "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}
    )
    telephony = TwilioTelephony(ACCOUNT, TOKEN, provider.base)
    book = SimpleNamespace(lines={"main": LINE})
    monkeypatch.setattr(module, "parts", lambda: SimpleNamespace(settings=given, telephony=telephony, book=book))


def has(provider: Provider, *numbers: dict[str, Any]) -> None:
    provider.answer("GET", "/IncomingPhoneNumbers.json", {"incoming_phone_numbers": numbers, "next_page_uri": None})


def sent(provider: Provider) -> list[dict[str, str]]:
    return [request.form.to_dict() for request in provider.asked if request.method == "POST"]


@pytest.mark.parametrize("wanted", ["main", "+15195550100", "519-555-0100"], ids=["a line", "E.164", "local"])
def test_the_change_is_shown_asked_for_and_made(provider: Provider, wanted: str) -> None:
    has(provider, NUMBER)
    result = CliRunner().invoke(number, ["connect", wanted], input="y\n")
    assert result.exit_code == 0
    assert f"https://old.example/voice\n            -> {PUBLIC}/voice\n" in result.output
    assert f"(empty)\n            -> {PUBLIC}/voice/fallback\n" in result.output
    assert "AP1" in result.output
    assert sent(provider)[0]["VoiceUrl"] == f"{PUBLIC}/voice"


@pytest.mark.parametrize("answer", ["n\n", ""], ids=["no", "nobody there"])
def test_without_a_yes_nothing_is_changed(provider: Provider, answer: str) -> None:
    has(provider, NUMBER)
    assert CliRunner().invoke(number, ["connect", "main"], input=answer).exit_code == 1
    assert sent(provider) == []


def test_a_fallback_elsewhere_is_asked_for_with_get(provider: Provider) -> None:
    has(provider, NUMBER)
    elsewhere = "https://files.example.net/main.xml"
    assert CliRunner().invoke(number, ["connect", "main", "--yes", "--fallback", elsewhere]).exit_code == 0
    form = sent(provider)[0]
    assert (form["VoiceFallbackUrl"], form["VoiceFallbackMethod"], form["VoiceMethod"]) == (elsewhere, "GET", "POST")


def test_a_number_that_is_connected_is_left_alone(provider: Provider) -> None:
    has(provider, CONNECTED | {"voice_application_sid": ""})
    result = CliRunner().invoke(number, ["connect", "main"])
    assert (result.exit_code, sent(provider)) == (0, [])
    assert "Nothing needs to change." in result.output


def test_a_script_gets_the_number_as_it_then_is(provider: Provider) -> None:
    has(provider, NUMBER)
    assert CliRunner().invoke(number, ["connect", "main", "--json"]).exit_code == 2
    result = CliRunner().invoke(number, ["connect", "main", "--json", "--yes"])
    assert json.loads(result.output)["voice"] == f"{PUBLIC}/voice"


def test_a_number_that_is_not_ours_is_refused(provider: Provider) -> None:
    has(provider)
    result = CliRunner().invoke(number, ["connect", "main", "--yes"])
    assert isinstance(result.exception, NotFound)
    assert sent(provider) == []


def test_a_number_without_a_line_is_said(provider: Provider) -> None:
    has(provider, NUMBER | {"phone_number": "+15195550101"})
    result = CliRunner().invoke(number, ["connect", "+15195550101", "--yes"])
    assert "No line has the number +15195550101" in result.output


def test_an_address_the_provider_cannot_reach_is_refused(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    house(monkeypatch, provider, "http://127.0.0.1:8311")
    has(provider, NUMBER)
    result = CliRunner().invoke(number, ["connect", "main", "--yes"])
    assert isinstance(result.exception, Refused)
    assert "cannot reach" in str(result.exception)
    assert sent(provider) == []


def test_an_open_fallback_is_refused(provider: Provider) -> None:
    has(provider, NUMBER)
    result = CliRunner().invoke(number, ["connect", "main", "--yes", "--fallback", "http://files.example.net/x"])
    assert isinstance(result.exception, Refused)
