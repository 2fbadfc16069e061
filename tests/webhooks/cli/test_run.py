"""What `ivr run` gives its processes: ports, secrets, and which telephone."""

import os
import socket
from pathlib import Path

import pytest

from webhooks.cli import run as running
from webhooks.cli.run import Ports, free_port, kept_secret, simulated, surroundings, welcome

REAL = {"TELEPHONY": "twilio", "TWILIO_ACCOUNT_SID": "AC0", "PUBLIC_URL": "https://311.example.org"}


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(running, "state_folder", lambda: tmp_path)
    return tmp_path


def test_a_port_in_use_is_avoided() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert free_port(port) not in {0, port}


def test_a_free_port_is_kept() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    assert free_port(port) == port


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        pytest.param({}, True, id="nothing set"),
        pytest.param({"TELEPHONY": "simulated", "TWILIO_ACCOUNT_SID": "AC0"}, True, id="asked for"),
        pytest.param({"TWILIO_ACCOUNT_SID": "AC0"}, False, id="credentials only: the settings refuse"),
        pytest.param(REAL, False, id="real"),
    ],
)
def test_the_simulated_telephone_is_for_those_without_a_real_one(environment: dict[str, str], expected: bool) -> None:
    assert simulated(environment) is expected


def test_without_settings_the_demonstration_has_all_it_needs() -> None:
    made = surroundings({"PATH": "/usr/bin"}, "postgresql+psycopg://x/y", Ports())
    assert made["PUBLIC_URL"] == "http://127.0.0.1:8311"
    assert made["TELEPHONY"] == "simulated"
    assert made["TWILIO_API_BASE"] == "http://127.0.0.1:8312"
    assert len(made["TWILIO_ACCOUNT_SID"]) == 34
    assert made["PATH"].endswith(os.pathsep + "/usr/bin")


def test_the_demonstration_reaches_its_streams_at_their_own_port() -> None:
    made = surroundings({"PATH": "/usr/bin"}, "postgresql+psycopg://x/y", Ports())
    assert made["LIVE_BIND"] == "127.0.0.1:8313"
    assert made["LIVE_URL"] == "http://127.0.0.1:8313"


def test_a_service_with_an_address_of_its_own_reaches_its_streams_there() -> None:
    made = surroundings({"PUBLIC_URL": "https://311.example.org"}, "postgresql+psycopg://x/y", Ports())
    assert "LIVE_URL" not in made


def test_real_credentials_are_left_as_they_are() -> None:
    made = surroundings(REAL, "postgresql+psycopg://x/y", Ports())
    assert made.items() >= REAL.items()
    assert "TWILIO_API_BASE" not in made
    assert "/phone" not in welcome(made)
    assert "one click" not in welcome(made)


def test_the_last_words_tell_how_to_sign_in_to_the_simulated_world() -> None:
    made = surroundings({"PATH": "/usr/bin"}, "postgresql+psycopg://x/y", Ports())
    assert "http://127.0.0.1:8311/sign-in: one click" in welcome(made)


def test_a_secret_stays_the_same_and_is_closed_to_others(own_state: Path) -> None:
    assert kept_secret("key") == kept_secret("key") != kept_secret("other")
    assert (own_state / "key.secret").stat().st_mode & 0o077 == 0
