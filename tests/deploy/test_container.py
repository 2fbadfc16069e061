"""The container file: what it copies exists, who it runs as is nobody special, and nothing in it is a secret."""

import re

import pytest
from flask import Flask

from ivr.folders import PROJECT
from ivr.settings import TABLE
from tests.deploy.commands import is_command
from webhooks.health import HEALTH

TEXT = (PROJECT / "Containerfile").read_text()
STEPS = [
    step.split(None, 1) for step in re.sub(r"\\\n\s*", " ", TEXT).splitlines() if step and not step.startswith("#")
]
SECRETS = {"SECRET_KEY", "TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID", "DATABASE_URL"}


def arguments(instruction: str) -> list[str]:
    return [rest for name, rest in STEPS if name == instruction]


def copied() -> list[str]:
    """What is taken from this folder into the image."""
    taken = [words.split()[:-1] for words in arguments("COPY") if not words.startswith("--from")]
    return [name for names in taken for name in names]


def test_what_is_copied_exists_and_is_not_ignored() -> None:
    ignored = (PROJECT / ".dockerignore").read_text().splitlines()
    assert ignored[1] == "*"
    assert {f"!{name}" for name in copied()} == {line for line in ignored if line.startswith("!")}
    assert all((PROJECT / name).exists() for name in copied())


def test_every_package_of_the_program_is_copied() -> None:
    assert {"ivr", "afterhours", "webhooks", "callflows"} <= set(copied())


def test_images_are_named_by_their_short_names_only() -> None:
    images = [words.split()[0] for words in arguments("FROM")]
    assert set(images) == {"python:3.11-slim"}


def test_packages_come_from_the_lock_with_their_hashes() -> None:
    (install,) = [step for step in arguments("RUN") if "pip install" in step]
    assert "--require-hashes" in install
    assert "requirements.lock" in install


def test_it_runs_as_an_ordinary_user() -> None:
    (user,) = arguments("USER")
    assert user.partition(":")[0].isdigit()
    assert not user.startswith("0")


def test_it_serves_by_default_and_anything_else_is_a_command_of_ivr() -> None:
    assert arguments("ENTRYPOINT") == ['["ivr"]']
    words = re.findall(r'"([^"]*)"', arguments("CMD")[0])
    assert words[0] == "serve"
    assert is_command(words)


def test_its_health_is_asked_where_it_is_answered() -> None:
    (check,) = arguments("HEALTHCHECK")
    asked = re.search(r"'GET', '([^']+)'", check)
    assert asked
    app = Flask("of the test")
    app.register_blueprint(HEALTH)
    assert app.url_map.bind("").match(asked[1]) == ("health.ready", {})
    assert f", {arguments('EXPOSE')[0]}, " in check


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_no_secret_is_in_the_image(name: str) -> None:
    assert name not in TEXT


def test_the_settings_in_it_exist() -> None:
    given = {pair.partition("=")[0] for words in arguments("ENV") for pair in words.split()}
    ours = {row.name for row in TABLE.values()}
    assert {"CALLFLOWS_DIR", "VAR_DIR"} <= given
    assert given - ours <= {"PATH", "PYTHONPATH", "PYTHONUNBUFFERED"}
