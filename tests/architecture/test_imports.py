"""Who may import whom: the contracts of pyproject.toml, and the purity that no contract can express."""

import subprocess
import sys
from pathlib import Path

import pytest

from ivr.folders import PROJECT
from tests.architecture.sources import imported, named, python_files

STANDARD = set(sys.stdlib_module_names)
FLASK = {"flask", "flask_babel", "flask_wtf"}
READ_BEFORE_THE_ENVIRONMENT = ["tools/setup.py", "tools/environment.py", "tools/chromium.py", "ivr/folders.py"]


def top(module: str) -> str:
    return module.partition(".")[0]


def test_the_import_contracts_hold(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--cache-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("folder", "allowed"),
    [
        pytest.param("ivr/engine", ("ivr.engine", "ivr.errors"), id="engine"),
        pytest.param("afterhours/rules", ("afterhours.rules", "ivr.engine", "ivr.errors"), id="rules"),
    ],
)
def test_pure_packages_import_the_standard_library_and_themselves(folder: str, allowed: tuple[str, ...]) -> None:
    strangers = {
        (named(path), module)
        for path in python_files(folder)
        for module in imported(path)
        if top(module) not in STANDARD and not module.startswith(allowed)
    }
    assert not strangers


def test_only_the_doors_know_flask() -> None:
    assert not {named(path) for path in python_files("ivr", "afterhours") if FLASK & set(map(top, imported(path)))}


@pytest.mark.parametrize("name", READ_BEFORE_THE_ENVIRONMENT)
def test_what_runs_before_the_environment_exists_needs_nothing(name: str) -> None:
    ours = {"tools", "ivr"}
    modules = imported(PROJECT / name)
    assert not {module for module in modules if top(module) not in STANDARD | ours}
    assert {module for module in modules if top(module) == "ivr"} <= {"ivr.folders"}


def test_the_packages_front_files_import_nothing_so_that_set_up_can_read_them() -> None:
    assert not imported(PROJECT / "ivr" / "__init__.py")
    assert not imported(PROJECT / "tools" / "__init__.py")


def test_tests_are_not_imported_by_the_program() -> None:
    strays = {
        named(path) for path in python_files("ivr", "afterhours", "webhooks") if "tests" in map(top, imported(path))
    }
    assert not strays
