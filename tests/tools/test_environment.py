"""`make setup`: quick when nothing has changed, one clear sentence when something is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ivr.folders import PROJECT
from tools import environment
from tools.environment import STAMP, CannotSetUp, is_ready, make_venv, may_build

OLD_PYTHON = """
import runpy, sys
sys.version_info = (3, 9, 2, "final", 0)
sys.argv = ["setup.py"]
runpy.run_path({script!r}, run_name="__main__")
"""


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """Looks like a finished environment."""
    made = tmp_path / "venv"
    (made / "bin").mkdir(parents=True)
    (made / "bin" / "python").symlink_to(sys.executable)
    (made / STAMP).write_text("digest")
    return made


def test_an_environment_made_from_this_lock_is_used(venv: Path) -> None:
    assert is_ready(venv, "digest")


def test_an_environment_of_another_lock_is_not(venv: Path) -> None:
    assert not is_ready(venv, "another digest")


def test_an_environment_whose_python_this_user_cannot_start_is_not(venv: Path) -> None:
    (venv / "bin" / "python").unlink()
    (venv / "bin" / "python").symlink_to("closed/python3")
    assert not is_ready(venv, "digest")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody else")
def test_an_environment_of_another_user_is_not_changed(venv: Path) -> None:
    assert may_build(venv)
    os.chown(venv, 65534, 65534)
    assert not may_build(venv)


@pytest.mark.parametrize(
    ("absent", "sentence"),
    [
        pytest.param({"venv"}, "has no module venv. Install the package python3", id="venv"),
        pytest.param({"ensurepip", "pip"}, "has no module ensurepip and no pip. Install", id="ensurepip and pip"),
    ],
)
def test_what_is_missing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, absent: set[str], sentence: str
) -> None:
    monkeypatch.setattr(environment, "present", lambda module: module not in absent)
    with pytest.raises(CannotSetUp, match=sentence):
        make_venv(tmp_path / "venv")


def test_without_ensurepip_the_machines_pip_installs_into_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "present", lambda module: module != "ensurepip")
    installer = make_venv(tmp_path / "venv")
    listed = subprocess.run([*installer, "list"], capture_output=True, text=True, check=False)
    assert listed.returncode == 0, listed.stderr
    assert "flask" not in listed.stdout.lower()


def test_an_old_python_without_a_newer_one_says_what_to_do() -> None:
    code = OLD_PYTHON.format(script=str(PROJECT / "tools" / "setup.py"))
    done = subprocess.run([sys.executable, "-c", code], env={"PATH": ""}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "is 3.9" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_old_python_hands_over_to_a_newer_one(tmp_path: Path) -> None:
    newer = tmp_path / "python3.12"
    newer.write_text('#!/bin/sh\n[ "$1" = -c ] && exit 0\necho "the newer one runs $1"\n')
    newer.chmod(0o755)
    code = OLD_PYTHON.format(script=str(PROJECT / "tools" / "setup.py"))
    environ = {"PATH": f"{tmp_path}{os.pathsep}{os.defpath}"}
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False)
    assert done.stdout == f"the newer one runs {PROJECT / 'tools' / 'setup.py'}\n"
