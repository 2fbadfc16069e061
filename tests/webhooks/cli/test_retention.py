"""`ivr retention` and `ivr hold` as whoever runs the service types them."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from afterhours.parts import Parts
from afterhours.services.releases.release import release
from ivr import settings
from tests.afterhours.small_county import folder
from webhooks.cli import main

pytestmark = pytest.mark.database
Ivr = Callable[..., Result]


@pytest.fixture
def ivr(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ivr]:
    given = {"DATABASE_URL": database_url, "VAR_DIR": str(tmp_path), "TELEPHONY": "simulated"}
    parts = Parts(settings.load(given))
    with parts.database.transaction() as session:
        release(session, folder(), "tests", datetime(2026, 1, 1, tzinfo=UTC))
    monkeypatch.setattr("webhooks.cli.retention.parts", lambda: parts)
    monkeypatch.setattr("webhooks.cli.choosing.parts", lambda: parts)
    yield lambda *words: CliRunner().invoke(main, list(words))
    parts.close()


def test_a_dry_run_tells_for_each_council_and_class_what_is_due(ivr: Ivr) -> None:
    rows = [json.loads(line) for line in ivr("retention", "--dry-run", "--json").output.splitlines()]
    assert {row["tenant"] for row in rows} == {"long-point-county", "wealden-vale"}
    kept = {row["class"]: row["days"] for row in rows if row["tenant"] == "long-point-county"}
    assert (kept["recordings"], kept["cases"]) == (365, 1095)
    least = [json.loads(line) for line in ivr("retention", "--dry-run", "--to-minimum", "--json").output.splitlines()]
    assert {row["days"] for row in least if row["class"] == "recordings"} == {60}


def test_a_purge_says_what_it_did(ivr: Ivr) -> None:
    rows = [json.loads(line) for line in ivr("retention", "--json").output.splitlines()]
    assert {row["purged"] for row in rows} == {0}


def test_a_hold_is_placed_listed_and_lifted_with_reasons(ivr: Ivr) -> None:
    placed = ivr("hold", "place", "519 555 0123", "--reason", "a claim at court")
    assert "To lift it: ivr hold lift" in placed.output
    (row,) = (json.loads(line) for line in ivr("hold", "list", "--json").output.splitlines())
    assert (row["number"], row["reason"], row["placed_by"]) == ("+15195550123", "a claim at court", "ivr")
    assert ivr("hold", "lift", row["id"], "--reason", "settled").output == "Lifted.\n"
    assert ivr("hold", "list").output == ""
    assert "lifted by ivr" in ivr("hold", "list", "--all").output
    assert "was lifted already" in ivr("hold", "lift", row["id"], "--reason", "again").output
