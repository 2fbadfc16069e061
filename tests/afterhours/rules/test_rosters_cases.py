"""Rosters with known answers: our own file, and the shared one where it lies beside the project."""

import json
from pathlib import Path

import pytest

from ivr.folders import PROJECT
from ivr.zones import use_newest
from tests.roster_cases import main, read_cases, verdicts

OWN = PROJECT / "tests" / "roster_cases.json"
SHARED = PROJECT.parent / "shared" / "roster_cases.json"


def known(path: Path) -> list[object]:
    cases = read_cases(path) if path.exists() else []
    return [pytest.param(case, id=str(case["name"])) for case in cases]


@pytest.mark.parametrize("case", known(OWN))
def test_our_own_cases_agree(case: dict[str, object]) -> None:
    assert not [str(verdict) for verdict in verdicts(case) if not verdict.passed]


@pytest.mark.parametrize("case", known(SHARED))
def test_the_shared_cases_agree(case: dict[str, object]) -> None:
    use_newest()
    assert not [str(verdict) for verdict in verdicts(case) if not verdict.passed]


NIGHT = {
    "name": "one night",
    "timezone": "America/Toronto",
    "roster": {"layers": [{"name": "base", "rotation": {"kind": "single", "members": [["ann"]]}}]},
    "checks": [{"at": "2026-06-01T12:00:00Z", "on_call": ["ann"]}],
}


def written(folder: Path, *cases: object) -> str:
    file = folder / "cases.json"
    file.write_text(json.dumps(cases))
    return str(file)


def test_the_command_counts_what_agrees(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([written(tmp_path, NIGHT)]) == 0
    assert capsys.readouterr().out == "1 passed, 0 failed\n"


def test_the_command_prints_each_instant_that_disagrees(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {**NIGHT, "checks": [*NIGHT["checks"], {"at": "2026-06-02T12:00:00Z", "on_call": ["bo"]}]}
    assert main([written(tmp_path, wrong)]) == 1
    disagrees, count = capsys.readouterr().out.splitlines()
    assert disagrees == "one night at 2026-06-02T12:00:00Z: expected ['bo'], found ['ann']"
    assert count == "1 passed, 1 failed"


def test_the_recommended_policy_s_answer_counts(tmp_path: Path) -> None:
    check = {"at": "2026-06-01T12:00:00Z", "on_call": ["bo"], "by_policy": {"gap=first_valid": [], "DEFAULT": ["ann"]}}
    assert main([written(tmp_path, {**NIGHT, "checks": [check]})]) == 0


def test_a_stretch_of_coverage_counts_and_can_fail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stretch = {"from": "2026-06-01T00:00:00Z", "to": "2026-06-01T01:00:00Z", "min": 2, "max": 2, "step_minutes": 30}
    assert main([written(tmp_path, {**NIGHT, "coverage": [stretch]})]) == 1
    printed = capsys.readouterr().out
    assert "1 at 2026-06-01T00:30:00+00:00" in printed
    assert printed.endswith("1 passed, 1 failed\n")


def test_a_roster_that_cannot_be_read_fails_and_the_others_are_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torn = {**NIGHT, "name": "torn", "timezone": "America/Nowhere"}
    assert main([written(tmp_path, torn, NIGHT)]) == 1
    assert capsys.readouterr().out.endswith("1 passed, 1 failed\n")


def test_a_file_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err
