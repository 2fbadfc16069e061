"""`ivr check` as somebody in a town hall types it, on folders of their own."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.afterhours.small_county import MAIN, folder
from tests.ivr.flowfile.test_loading import EXAMPLE, THIRTY
from webhooks.cli.flows import check

SITE = """\
name: Long Point County
zone: America/Toronto
country: CA
emergency_number: "9 1 1"
languages: {en: {locale: en-CA, voice: Polly.Joanna-Neural}, fr: {locale: fr-CA, voice: Polly.Gabrielle-Neural}}
fallback_person: duty-manager        # who hears the telephone when the program itself fails
recording_notice:
  en: This call is recorded so that we can help you.
  fr: Cet appel est enregistré afin de mieux vous aider.
lines:
  main: {number: "+15195550100", flow: after-hours, hours: town-hall, closed: after-hours}
"""
ROSTERS = """\
water:
  zone: America/Toronto
  layers:
    primary: {people: [ann]}
  escalate:
    - {ring: primary, for: 25s, text: primary}
"""
SERVICES = """\
water-main-break:
  name: {en: Burst water pipe, fr: Conduite d'eau brisée}
  department: water
  emergency: water
  questions:
    location:
      kind: address
      required: true
      ask:
        en: Where is it?
        fr: Où est-ce?
    flowing:
      kind: yes_no
      ask:
        en: Is water running onto the road?
        fr: L'eau coule-t-elle sur la route?
  knowledge: water-main-break.md     # what the agent sees
  target: 4h
road-obstruction:
  name: {en: Blocked road, fr: Route bloquée}
  department: roads
lost-dog: {name: {en: Lost dog, fr: Chien perdu}, department: bylaw, target: 1 business day}
"""
HOURS = """\
town-hall:
  zone: America/Toronto
  open: {mon-fri: "08:30-16:30"}
  except:
    2026-12-24: "08:30-12:00"        # closes at noon
    2026-12-25..2027-01-01: closed   # a range; the more exact entry wins
water-night: {zone: America/Toronto, open: {daily: "22:00-06:00"}}   # belongs to the day it starts
"""
AGENTS = """\
organisations:
  nightline: {name: {en: Nightline Answering}, serves: [county]}
groups:
  night-desk: {organisation: nightline, number: "+15195550160"}
"""
OF_THE_LANGUAGE = {
    "site.yaml": SITE,
    "services.yaml": SERVICES,
    "hours.yaml": HOURS,
    "rosters.yaml": ROSTERS,
    "agents.yaml": AGENTS,
    "knowledge/water-main-break.md": "# Burst water pipe\n\nStay on the line.\n",
    "flows/after-hours.yaml": EXAMPLE,
}
MISTAKEN = {
    "site.yaml": SITE.replace("America/Toronto", "Toronto").replace("country: CA", "country: Canada")
    + "  night: {number: 5195550120, flow: nihgt}\n",
    "services.yaml": SERVICES.replace("kind: address", "kind: adress").replace("4h", "soon"),
    "hours.yaml": HOURS.replace("08:30-16:30", "08:30-25:30"),
    "rosters.yaml": ROSTERS,
    **{f"flows/{path}": text for path, text in THIRTY.items()},
}
LINES = {
    "flows/reading.yaml": [6, 7, 10, 12, 14, 15, 16, 18, 19, 20, 21, 24, 26, 28],
    "flows/typing.yaml": [2, 3, 4, 6, 7, 10, 14, 15, 19, 20, 25, 28, 31, 33, 37, 40, 45, 46],
    "hours.yaml": [3],
    "services.yaml": [7, 17, 18],
    "site.yaml": [2, 3, 11, 12],
}


def written(place: Path, files: Mapping[str, str | bytes]) -> Path:
    for path, text in files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(text if isinstance(text, bytes) else text.encode())
    return place


def checked(place: Path, *options: str) -> Result:
    return CliRunner().invoke(check, [str(place), *options])


def rows(result: Result, kind: str) -> list[dict[str, Any]]:
    return [row for row in map(json.loads, result.stdout.splitlines()) if row["kind"] == kind]


def test_the_example_of_the_language_checks_clean_and_passes_its_own_tests(tmp_path: Path) -> None:
    """With `announce` and `callback` replaced by verbs that exist already."""
    place = written(tmp_path, OF_THE_LANGUAGE)
    result = checked(place, "--json")
    assert result.exit_code == 0
    assert {row["code"] for row in rows(result, "finding")} <= {"untravelled"}
    assert [(row["name"], row["passed"]) for row in rows(result, "test")] == [
        ("a burst pipe on a Saturday night reaches water", True),
        ("a caller who hangs up while asked for the address is still an emergency", True),
    ]


def test_thirty_mistakes_are_all_told_each_with_its_line(tmp_path: Path) -> None:
    result = checked(written(tmp_path, MISTAKEN))
    assert result.exit_code == 1
    for file, lines in LINES.items():
        assert [line for line in lines if f"{file}:{line}:" not in result.output] == [], file


def test_thirty_mistakes_are_told_to_scripts_too(tmp_path: Path) -> None:
    result = checked(written(tmp_path, MISTAKEN), "--json")
    assert result.exit_code == 1
    faults = [row for row in rows(result, "finding") if row["severity"] == "fault"]
    assert {file: sorted({row["line"] for row in faults if row["file"] == file}) for file in LINES} == LINES
    assert sum(map(len, LINES.values())) >= 30
    assert all(row["what"] and row["mend"] and row["code"] and row["column"] > 0 for row in faults)


def test_the_worst_paths_the_tests_and_what_they_travel_are_printed(tmp_path: Path) -> None:
    told = checked(written(tmp_path, folder())).output
    assert "pressing nothing:  welcome -> language -> menu -> person" in told
    assert "slowest emergency: key 1 of menu raises an emergency after 2 keys" in told
    assert "Tests: 4 passed, 0 failed." in told
    assert "The tests travel 12 of " in told


def test_the_same_is_told_to_scripts(tmp_path: Path) -> None:
    result = checked(written(tmp_path, folder()), "--json")
    assert {row["line_name"] for row in rows(result, "proof")} == {"main", "wealden-night", "flu-clinic"}
    (coverage,) = rows(result, "coverage")
    assert coverage["travelled"] == 12
    ways = [(each["flow"], each["step"], each["outcome"]) for each in coverage["missing"]]
    assert ("main", "menu", "key 2") in ways


def test_a_failing_test_fails_the_check(tmp_path: Path) -> None:
    place = written(tmp_path, folder(flows__main=MAIN.replace("accepted_by: water/primary", "accepted_by: bo")))
    result = checked(place)
    assert result.exit_code == 1
    assert 'the test "a burst pipe is taken" fails: the call was taken by ann, not by bo' in result.output


@pytest.mark.parametrize("typed", ["main", "Main"])
def test_a_flow_is_drawn(tmp_path: Path, typed: str) -> None:
    result = checked(written(tmp_path, folder()), "--draw", typed)
    assert result.output.startswith("flowchart TD\n")
    assert "a burst water pipe" in result.output


def test_a_flow_that_is_not_there_is_not_drawn(tmp_path: Path) -> None:
    result = checked(written(tmp_path, folder()), "--draw", "mian")
    assert 'did you mean "main"?' in str(result.exception)


NIGHTS = """\
water:
  layers: {primary: {windows: {mon-fri: "17:00-08:30"}, people: [ann]}}
  escalate: [{ring: primary}, {ring: person duty-manager}]
"""


def test_every_stretch_without_anybody_on_duty_is_named_for_the_weeks_ahead(tmp_path: Path) -> None:
    result = checked(written(tmp_path, folder(rosters=NIGHTS)), "--json")
    assert result.exit_code == 0
    found = [row for row in rows(result, "finding") if row["code"] == "nobody-on-duty"]
    assert {(row["severity"], row["file"], row["line"]) for row in found} == {("warning", "rosters.yaml", 1)}
    assert 5 * 8 <= len(found) <= 5 * 8 + 1, "one a day from Monday to Thursday, and the weekend"
    assert all(row["what"].startswith("nobody has water/primary from ") for row in found)


def test_only_the_time_in_which_somebody_is_needed_is_named(tmp_path: Path) -> None:
    needed = NIGHTS.replace("  layers", "  hours: town-hall\n  layers")
    result = checked(written(tmp_path, folder(rosters=needed)), "--json")
    found = [row["what"] for row in rows(result, "finding") if row["code"] == "nobody-on-duty"]
    assert any(" 16:30 until " in what and what.endswith(" 17:00") for what in found), "between closing and the night"
    assert not any(" 09:00 until " in what for what in found)


def test_a_database_that_is_away_is_said_and_the_rest_is_checked(tmp_path: Path) -> None:
    place = written(tmp_path, folder(rosters=NIGHTS))
    away = {
        "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none",
        "TELEPHONY": "simulated",
        "SECRET_KEY": "x" * 40,
    }
    result = CliRunner().invoke(check, [str(place), "--json"], env=away)
    codes = {row["code"] for row in rows(result, "finding")}
    assert {"database-away", "nobody-on-duty"} <= codes
    assert result.exit_code == 0
