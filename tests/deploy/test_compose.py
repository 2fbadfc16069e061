"""compose.yaml: its services run commands that exist, with settings that exist, and keep their secrets outside."""

from typing import Any

import pytest
import yaml

from ivr import settings
from ivr.folders import PROJECT
from ivr.settings import TABLE
from tests.deploy.commands import is_command

COMPOSED: dict[str, Any] = yaml.safe_load((PROJECT / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSED["services"]
OURS = ["release", "web", "live", "scheduler"]
SECRETS = ["SECRET_KEY", "TWILIO_AUTH_TOKEN"]


def test_it_has_the_processes_of_the_procfile_and_a_database() -> None:
    procfile = {line.partition(":")[0] for line in (PROJECT / "Procfile").read_text().splitlines()}
    assert set(SERVICES) == procfile | {"database"}


@pytest.mark.parametrize("name", OURS)
def test_a_service_runs_a_command_that_exists(name: str) -> None:
    assert is_command(SERVICES[name]["command"])


def test_a_command_that_does_not_exist_would_be_noticed() -> None:
    assert not is_command(["serve", "--no-such-option"])
    assert not is_command(["db", "downgrade"])


@pytest.mark.parametrize("name", OURS)
def test_a_service_has_limits_and_no_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


@pytest.mark.parametrize("name", OURS)
def test_its_settings_exist(name: str) -> None:
    assert set(SERVICES[name]["environment"]) <= {row.name for row in TABLE.values()}


def test_its_settings_are_enough_for_a_real_telephone() -> None:
    given = SERVICES["web"]["environment"] | {
        "SECRET_KEY": "k" * 40,
        "TWILIO_AUTH_TOKEN": "t",
        "TWILIO_ACCOUNT_SID": "AC",
        "PUBLIC_URL": "https://311.example.org",
        "LOG_LEVEL": "INFO",
        "WATCHDOG_URL": "",
        "SMTP_URL": "",
        "MAIL_FROM": "",
    }
    assert not settings.load(given).simulated


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_asked_for_and_never_given(name: str) -> None:
    assert SERVICES["web"]["environment"][name].startswith(f"${{{name}:?")


def test_web_and_scheduler_share_what_waits_on_disk() -> None:
    assert SERVICES["web"]["volumes"] == SERVICES["scheduler"]["volumes"]
    named = {volume.partition(":")[0] for name in SERVICES for volume in SERVICES[name]["volumes"]}
    assert {name for name in named if not name.startswith(".")} == set(COMPOSED["volumes"])


def test_nothing_serves_before_the_release_is_done() -> None:
    for name in ("web", "scheduler"):
        assert SERVICES[name]["depends_on"]["release"]["condition"] == "service_completed_successfully"


def test_only_this_machine_reaches_the_web_port() -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])
    assert "ports" not in SERVICES["database"]
