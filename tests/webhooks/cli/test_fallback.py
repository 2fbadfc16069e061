"""`ivr fallback export`: documents for a host elsewhere, which need nothing of this site."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete

from afterhours.models import Person
from afterhours.parts import Parts
from ivr import settings
from tests.support.county import CALLFLOWS, environment, furnish
from webhooks.cli import main

pytestmark = pytest.mark.database
HERE = "http://127.0.0.1"


@pytest.fixture
def surroundings(database_url: str, tmp_path: Path) -> dict[str, str]:
    """The demonstration county is released, and its people have numbers."""
    given = environment(database_url, tmp_path / "var", HERE)
    parts = Parts(settings.load(given))
    furnish(parts, CALLFLOWS)
    parts.close()
    return given


def export(surroundings: dict[str, str], *words: str) -> Result:
    return CliRunner().invoke(main, ["fallback", "export", *words], env=surroundings)


def test_every_line_has_a_document_that_rings_somebody_and_asks_nothing_of_this_site(
    surroundings: dict[str, str], tmp_path: Path
) -> None:
    result = export(surroundings, str(tmp_path / "out"))
    assert result.exit_code == 0
    written = sorted((tmp_path / "out").iterdir())
    assert [str(path) for path in written] == sorted(result.output.split())
    assert len(written) == 5
    for path in written:
        document = path.read_text(encoding="utf-8")
        assert ET.fromstring(document).find("Dial/Number") is not None
        assert HERE not in document


def test_with_an_address_whoever_answers_must_press_a_key(surroundings: dict[str, str], tmp_path: Path) -> None:
    export(surroundings, str(tmp_path), "--line", "main", "--address", "https://files.example.org/311/")
    number = ET.fromstring((tmp_path / "main.xml").read_text(encoding="utf-8")).find("Dial/Number")
    assert number is not None
    assert number.get("url") == "https://files.example.org/311/main-whisper.xml"
    assert "<Gather" in (tmp_path / "main-whisper.xml").read_text(encoding="utf-8")
    assert (tmp_path / "main-accept.xml").exists()


def test_a_line_that_is_not_there_is_said_with_those_that_are(surroundings: dict[str, str], tmp_path: Path) -> None:
    result = export(surroundings, str(tmp_path), "--line", "nowhere")
    assert result.exit_code != 0
    assert "There is no line nowhere. There are main" in result.output


def test_a_person_without_a_number_is_said(surroundings: dict[str, str], tmp_path: Path) -> None:
    parts = Parts(settings.load(surroundings))
    with parts.database.transaction() as session:
        session.execute(delete(Person))
    parts.close()
    result = export(surroundings, str(tmp_path))
    assert result.exit_code != 0
    assert "has no number" in result.output
