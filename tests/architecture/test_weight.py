"""What a process that answers calls has in memory: a library that few requests need is imported where it is needed."""

import json
import os
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from afterhours.parts import Parts
from ivr import settings
from ivr.folders import PROJECT
from tests.support.county import CALLFLOWS, environment, furnish

BASE = "https://311.example.org"
NEEDED = {
    *("flask", "flask_babel", "flask_wtf", "wtforms", "werkzeug", "jinja2", "markupsafe", "itsdangerous", "blinker"),
    *("sqlalchemy", "psycopg", "psycopg_binary", "typing_extensions", "uuid_utils", "orjson", "yaml", "phonenumbers"),
    *("babel", "pytz", "tzdata", "holidays", "dateutil", "six"),
    *("click", "prometheus_client", "pythonjsonlogger"),
    *("argon2", "_argon2_cffi_bindings", "_cffi_backend", "pyotp"),
}
"""The libraries of a turn, what they bring, and some that are too small to be worth the trouble. Whoever adds one has
looked at what it weighs (docs/performance.md); `python -X importtime -c 'import webhooks.wsgi'` tells the time."""
OF_THE_STANDARD_LIBRARY = {"smtplib", "multiprocessing"}
"""What has no place in a turn either."""


@pytest.fixture(scope="module")
def loaded(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What a fresh process has loaded that answered one call, with the real provider's settings."""
    var = tmp_path_factory.mktemp("var")
    told = environment(module_database_url, var, BASE) | {"TELEPHONY": "twilio"}
    parts = Parts(settings.load(told))
    furnish(parts, CALLFLOWS)
    parts.close()
    command = [sys.executable, "-m", "tests.support.one_call"]
    surroundings = {**os.environ, **told}
    done = subprocess.run(command, cwd=PROJECT, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_a_call_is_answered_with_the_libraries_that_it_needs_and_no_others(loaded: set[str]) -> None:
    ours = {path.name for path in PROJECT.iterdir() if Path(path, "__init__.py").exists()}
    assert (loaded & set(packages_distributions())) - ours - NEEDED == set()
    assert not loaded & OF_THE_STANDARD_LIBRARY


def test_every_library_that_is_said_to_be_needed_is(loaded: set[str]) -> None:
    assert not NEEDED - loaded
