"""The habits of the house that a linter does not know."""

import ast
import re
from pathlib import Path

import pytest

from ivr.folders import PROJECT
from tests.architecture.sources import PACKAGES, named, python_files, texts

OWN = ("ivr", "afterhours", "webhooks")
MAY_ASK_FOR_TIME_OR_ENVIRONMENT = {"ivr/clock.py", "ivr/settings.py"}
HANDS_ON_THE_ENVIRONMENT = {"webhooks/cli/run.py"}
VAGUE_FILES = {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py", "manager.py"}
VAGUE_CLASS = re.compile(r"(Manager|Helper|Utils?)$")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
THIS_MACHINE = re.compile(r"/(work|root|home/[a-z]\w*)/\w")
REGISTRY = re.compile(r"(py" r"pi\.org|python" r"hosted|registry\.npm" r"js)")


@pytest.mark.parametrize("folder", OWN)
def test_every_folder_with_python_is_a_package(folder: str) -> None:
    folders = {path.parent for path in python_files(folder) if "versions" not in path.parts}
    assert not {named(path) for path in folders if not (path / "__init__.py").exists()}


def test_no_file_hides_behind_a_vague_name() -> None:
    assert not {named(path) for path in python_files(*PACKAGES) if path.name in VAGUE_FILES}


def test_no_class_is_a_manager_or_a_helper() -> None:
    vague = {
        (named(path), node.name)
        for path in python_files(*OWN)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and VAGUE_CLASS.search(node.name)
    }
    assert not vague


def test_the_rule_on_time_and_environment_is_waived_nowhere_else() -> None:
    waived = {
        named(path) for path in python_files(*OWN) if re.search(r"noqa:.*TID251", path.read_text(encoding="utf-8"))
    }
    assert waived <= HANDS_ON_THE_ENVIRONMENT | MAY_ASK_FOR_TIME_OR_ENVIRONMENT


def test_nothing_is_left_for_later() -> None:
    assert not {named(path) for path, text in texts() if path.suffix != ".lock" and UNFINISHED.search(text)}


def test_nothing_names_a_folder_of_somebodys_machine() -> None:
    assert not {(named(path), found.group()) for path, text in texts() if (found := THIS_MACHINE.search(text))}


def test_nothing_names_a_package_registry() -> None:
    assert not {(named(path), found.group()) for path, text in texts() if (found := REGISTRY.search(text))}


def test_every_target_of_the_makefile_is_explained() -> None:
    lines = (PROJECT / "Makefile").read_text().splitlines()
    targets = {line.partition(":")[0] for line in lines if re.match(r"[a-z-]+:(?!=)", line)}
    explained = {line.partition(":")[0] for line in lines if re.match(r"[a-z-]+:.*## ", line)}
    assert targets - {"python"} == explained


def test_the_procfile_names_the_processes_of_the_service() -> None:
    lines = (PROJECT / "Procfile").read_text().splitlines()
    entries = dict(line.split(": ", 1) for line in lines)
    assert set(entries) == {"release", "web", "live", "scheduler"}
    assert all(command.startswith("ivr ") for command in entries.values())


def test_the_check_of_a_change_can_be_executed() -> None:
    run: Path = PROJECT / ".ci" / "run"
    assert run.stat().st_mode & 0o111
    assert "make test" in run.read_text()
