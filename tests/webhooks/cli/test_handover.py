"""`ivr handover`, as somebody at a terminal or a script meets it."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from afterhours.parts import Parts
from afterhours.service_clock import ServiceClock
from afterhours.services.releases.release import release
from ivr import settings
from ivr.clock import SystemClock
from tests.afterhours.small_county import folder
from tests.support.nights import COUNTY, Nights
from webhooks.cli import handover as module
from webhooks.cli import main

pytestmark = pytest.mark.database

TUESDAY = datetime(2026, 11, 24, 8, 30, tzinfo=ZoneInfo("America/Toronto"))
NIGHT = TUESDAY.replace(hour=2)


@pytest.fixture
def bare(database_url: str, tmp_path: Path) -> Iterator[Parts]:
    """The parts over an empty database."""
    given = {"DATABASE_URL": database_url, "VAR_DIR": str(tmp_path), "TELEPHONY": "simulated"}
    parts = Parts(settings.load(given))
    yield parts
    parts.close()


@pytest.fixture
def ivr(bare: Parts, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command in a county where a night is over: an emergency that nobody has, and a message."""
    with bare.database.transaction() as session:
        release(session, folder(), "tests", datetime(2026, 1, 1, tzinfo=UTC))
    ServiceClock(bare.database, SystemClock()).set(TUESDAY)
    night = Nights(bare)
    night.person("ann", name="Ann Baker")
    night.attempt(night.emergency(NIGHT, case={"location": "12 Main Street"}), NIGHT, "ann", "busy")
    night.message(NIGHT, subject="Barking")
    monkeypatch.setattr(module, "parts", lambda: bare)
    return lambda *words: CliRunner().invoke(main, ["handover", *words])


def test_it_says_what_must_be_done_for_each_council(ivr: Callable[..., Result]) -> None:
    said = ivr().output
    assert "Long Point County: The morning after\nMon 23 Nov 16:30 – Tue 24 Nov 08:30" in said
    assert "[Nobody has it] Burst water pipe · 12 Main Street" in said
    assert "02:30:00  Rang Ann Baker: busy" in said
    assert "[New] Barking" in said
    assert "Wealden Vale Borough Council: The morning after" in said
    assert "A quiet night: nothing waits for you." in said
    assert (
        said.index("EMERGENCIES THAT ARE NOT FINISHED")
        < said.index("MESSAGES TO HEAR")
        < said.index("THE NIGHT IN NUMBERS")
    )


def test_a_script_reads_one_object_for_each_thing(ivr: Callable[..., Result]) -> None:
    rows = [json.loads(line) for line in ivr("--json", "--council", "Long Point County").output.splitlines()]
    assert [row["what"] for row in rows] == ["span", "emergency", "message", "line"]
    assert {row["tenant"] for row in rows} == {COUNTY}
    span, emergency, message, line = rows
    assert (span["since"], span["until"]) == ("2026-11-23T21:30:00+00:00", "2026-11-24T13:30:00+00:00")
    assert (emergency["state"], emergency["location"], emergency["waits"]) == ("open", "12 Main Street", True)
    assert [(step["what"], step["who"]) for step in emergency["steps"]] == [("raised", None), ("busy", "ann")]
    assert (message["subject"], message["messages"], message["late"]) == ("Barking", 1, False)
    assert (line["line"], line["calls"], line["emergencies"]) == ("main", 2, 1)


def test_another_stretch_can_be_asked_for_in_the_council_s_time(ivr: Callable[..., Result]) -> None:
    said = ivr("--council", "long-point-county", "--since", "2026-11-24T01:00", "--until", "2026-11-24T01:30").output
    assert "Tue 24 Nov 01:00 – Tue 24 Nov 01:30" in said
    assert "Barking" not in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--council", "atlantis"], 'There is no council "atlantis"', id="no council"),
        pytest.param(["--since", "yesterday"], '"yesterday" is no time', id="no time"),
        pytest.param(["--since", "2h", "--until", "3h"], "--until has to be after --since", id="backwards"),
    ],
)
def test_what_cannot_be_told_is_said_in_a_sentence(ivr: Callable[..., Result], words: list[str], said: str) -> None:
    result = ivr(*words)
    assert result.exit_code == 1
    assert said in result.output


def test_tonight_is_told_with_numbers_and_scripts(ivr: Callable[..., Result]) -> None:
    said = ivr("--tonight", "--council", "long-point-county").output
    assert "Long Point County: Tonight on paper\nTue 24 Nov 16:30 – Wed 25 Nov 08:30" in said
    assert "Burst water pipe" in said
    assert "Call: Water" in said
    assert "Ann Baker  (519) 555-0171 (not tested lately)" in said


def test_a_script_reads_one_object_for_each_shift(ivr: Callable[..., Result], bare: Parts) -> None:
    rosters = (
        "water:\n  zone: America/Toronto\n  layers:\n    primary: {people: [ann]}\n"
        "  escalate:\n    - {ring: primary, for: 25s}\n"
    )
    with bare.database.transaction() as session:
        release(session, folder(rosters=rosters), "tests", datetime(2026, 1, 2, tzinfo=UTC))
    (row,) = [json.loads(line) for line in ivr("--tonight", "--json").output.splitlines()]
    assert (row["what"], row["roster"], row["duty"], row["people"]) == ("shift", "water", "primary", ["ann"])
    assert (row["start"], row["numbers"]) == ("2026-11-24T21:30:00+00:00", {"ann": ["+15195550171"]})


def test_tonight_has_no_other_beginning(ivr: Callable[..., Result]) -> None:
    result = ivr("--tonight", "--since", "2h")
    assert (result.exit_code, "leave --since and --until out" in result.output) == (1, True)
