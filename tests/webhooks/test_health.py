"""Whether a call can be answered, in the words of a load balancer."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from afterhours.parts import Parts
from afterhours.services.give_life_sign import give_life_sign
from ivr import settings
from ivr.errors import DatabaseGone
from tests.support.county import environment
from tests.support.door import BASE, Door, door
from webhooks.app import create_app

pytestmark = pytest.mark.database


@pytest.fixture
def county(database_url: str, tmp_path: Path) -> Iterator[Door]:
    with door(database_url, tmp_path) as opened:
        yield opened


def gone(*_: Any) -> None:
    raise DatabaseGone("away")


def get(county: Door, path: str) -> tuple[int, Any]:
    answer = county.app.test_client().get(path)
    return answer.status_code, answer.json


def test_a_living_process_says_so_whatever_is_away(county: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(county.parts.database, "unit_of_work", gone)
    assert get(county, "/health/live") == (200, {"alive": True})


def test_with_a_database_or_a_snapshot_a_call_can_be_answered(county: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    assert get(county, "/health/ready") == (200, {"ready": True, "database": True, "snapshot": True})
    monkeypatch.setattr(county.parts.database, "unit_of_work", gone)
    assert get(county, "/health/ready") == (200, {"ready": True, "database": False, "snapshot": True})


def test_without_either_it_cannot(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = Parts(settings.load(environment(database_url, tmp_path, BASE) | {"DEMO": "1"}))
    monkeypatch.setattr(parts.database, "unit_of_work", gone)
    answer = create_app(parts).test_client().get("/health/ready")
    assert (answer.status_code, answer.json) == (503, {"ready": False, "database": False, "snapshot": False})
    parts.close()


@pytest.mark.parametrize(("ago", "code"), [(5, 200), (60, 503)], ids=["alive", "silent for a minute"])
def test_the_scheduler_lives_as_long_as_it_gives_signs(county: Door, ago: int, code: int) -> None:
    assert get(county, "/health/scheduler") == (503, {"alive": False, "last_sign": None})
    with county.parts.database.transaction() as session:
        give_life_sign(session, "scheduler", county.parts.real_clock.now() - timedelta(seconds=ago))
    assert get(county, "/health/scheduler")[0] == code
