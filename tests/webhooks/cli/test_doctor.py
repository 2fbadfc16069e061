"""`ivr doctor` as somebody at a terminal, or a script, meets it."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from ivr import settings
from ivr.clock import SystemClock
from ivr.engine.model import Line, Voice
from ivr.errors import BadSetting, NotFound
from tests.ivr.telephony.provider import ACCOUNT, TOKEN, Provider, serving
from webhooks.cli import doctor as module
from webhooks.cli.doctor import doctor

LINE = Line(
    name="main",
    number="+15195550100",
    tenant="county",
    tenant_name="Long Point County",
    flow="main",
    languages={"en": Voice("en-CA", "Polly.Joanna-Neural")},
    emergency_number="9 1 1",
    country="CA",
    zone="America/Toronto",
    fallback_person="duty-manager",
)


NOBODY = "http://127.0.0.1:9"
"""A port on which nobody answers."""


@pytest.fixture(name="provider")
def a_provider() -> Iterator[Provider]:
    with serving() as provider:
        provider.answer("GET", ".json", {"sid": ACCOUNT, "friendly_name": "County", "status": "active", "type": "Full"})
        provider.answer("GET", "/IncomingPhoneNumbers.json", {"incoming_phone_numbers": [], "next_page_uri": None})
        yield provider


def house(monkeypatch: pytest.MonkeyPatch, lines: dict[str, Line] | None, **changes: str) -> None:
    """The program's parts as far as this command looks at them."""
    given = settings.load(
        {"DATABASE_URL": "", "PUBLIC_URL": "https://311.example.org", "SECRET_KEY": "k" * 40, "DEMO": "1"}
        | {"TWILIO_API_BASE": NOBODY}
        | changes
    )

    class Parts(SimpleNamespace):
        @property
        def book(self) -> Any:
            if lines is None:
                raise NotFound("no revision is released")
            return SimpleNamespace(lines=lines)

    monkeypatch.setattr(module, "parts", lambda: Parts(settings=given, database=None, real_clock=SystemClock()))


def test_a_house_in_disorder_is_told_so_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    house(monkeypatch, None)
    result = CliRunner().invoke(doctor)
    assert result.exit_code == 1
    assert (
        "fault    The telephone is simulated: no real number is answered.\n         Set TELEPHONY=twilio"
        in result.output
    )
    assert result.output.endswith("3 faults, 1 warning.\n")


def test_a_script_reads_one_object_for_each_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    house(monkeypatch, {})
    result = CliRunner().invoke(doctor, ["--json"])
    findings = [json.loads(row) for row in result.output.splitlines()]
    assert result.exit_code == 1
    assert {tuple(finding) for finding in findings} == {("level", "sentence", "mend")}
    assert [finding["level"] for finding in findings].count("fault") == 3


def test_the_provider_is_asked_for_the_number_of_each_line(monkeypatch: pytest.MonkeyPatch, provider: Provider) -> None:
    credentials = {"TELEPHONY": "simulated", "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}
    house(monkeypatch, {"main": LINE}, TWILIO_API_BASE=provider.base, **credentials)
    result = CliRunner().invoke(doctor)
    assert "The provider answers for the account County." in result.output
    assert "Line main: the account has no number +15195550100 at the provider." in result.output


def test_settings_that_cannot_be_read_are_findings_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise BadSetting("TELEPHONY: 'tin can' cannot be read.\nDEMO: 'maybe' cannot be read.")

    monkeypatch.setattr(module, "parts", broken)
    result = CliRunner().invoke(doctor)
    assert result.exit_code == 1
    assert "'tin can'" in result.output
    assert result.output.endswith("2 faults, no warnings.\n")
