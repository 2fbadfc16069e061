"""The systemd units: commands that exist, as little right as possible, and systemd's own opinion where there is one."""

import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from ivr.folders import PROJECT
from tests.deploy.commands import is_command

FOLDER = PROJECT / "deploy" / "systemd"
UNITS = sorted(path.name for path in FOLDER.iterdir())
SERVICES = [name for name in UNITS if name.endswith(".service")]
PROGRAM = "/opt/ivr/.venv/bin/ivr"
HARDENED = {
    "NoNewPrivileges": "true",
    "ProtectSystem": "strict",
    "ProtectHome": "true",
    "PrivateTmp": "true",
    "CapabilityBoundingSet": "",
    "User": "ivr",
    "UMask": "0077",
}


class Unit(RawConfigParser):
    """A unit file: case matters, and a name may come twice."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(name: str) -> Unit:
    read = Unit(strict=False, delimiters=("=",), interpolation=None)
    read.read(FOLDER / name)
    return read


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_starts_a_command_that_exists(name: str) -> None:
    program, *words = unit(name)["Service"]["ExecStart"].split()
    assert program == PROGRAM
    assert is_command(words)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_as_few_rights_as_it_needs(name: str) -> None:
    given = unit(name)["Service"]
    assert {key: given.get(key) for key in HARDENED} == HARDENED
    assert given["StateDirectory"].startswith("ivr")
    assert given["EnvironmentFile"] == "/etc/ivr/environment"


@pytest.mark.parametrize("name", ["ivr-web.service", "ivr-live.service", "ivr-scheduler.service"])
def test_what_serves_comes_after_the_release_and_comes_back_when_it_dies(name: str) -> None:
    assert "ivr-release.service" in unit(name)["Unit"]["After"]
    assert unit(name)["Service"]["Restart"] == "always"
    assert unit(name)["Service"]["MemoryMax"]


def test_nobody_is_refused_while_the_web_service_restarts() -> None:
    assert "ivr-web.socket" in unit("ivr-web.service")["Unit"]["Requires"]
    assert unit("ivr-web.socket")["Socket"]["ListenStream"] == "127.0.0.1:8311"


def test_every_unit_that_is_named_exists() -> None:
    words = {word for name in UNITS for word in (FOLDER / name).read_text().replace("=", " ").split()}
    named = {
        word for word in words if word.startswith("ivr") and word.endswith((".service", ".socket", ".timer", ".target"))
    }
    assert named <= set(UNITS)


def test_a_restart_of_the_release_does_not_restart_what_serves() -> None:
    for name in ("ivr-web.service", "ivr-live.service", "ivr-scheduler.service"):
        assert "ivr-release" not in unit(name)["Unit"].get("Requires", "")
    assert unit("ivr-release.service")["Service"]["RemainAfterExit"] == "true"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not on this machine")
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    for name in UNITS:
        text = (FOLDER / name).read_text().replace(PROGRAM, shutil.which("true") or "")
        (tmp_path / name).write_text(text)
    files = [str(tmp_path / name) for name in UNITS]
    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    wrong = [line for line in done.stderr.splitlines() if str(tmp_path) in line]
    assert not wrong, done.stderr
