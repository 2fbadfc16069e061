"""The snapshot on disk: whole or not at all, private, and never the reason why a caller hears nothing."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from ivr.engine.model import Voice
from ivr.snapshot import OnDuty, Snapshot, SnapshotLine, ToRing, load, save

MAIN = SnapshotLine("main", "+15195550100", "Long Point", {"en": Voice("en-CA", "Polly.Joanna")}, ("+15195550150",))
KENT = SnapshotLine("kent", "+441632960100", "Wealden Vale", {"en": Voice("en-GB", "Polly.Amy")}, ())
NIGHT = (
    OnDuty(1000, 2000, (ToRing("ann", "+15195550171"), ToRing("duty-manager", "+15195550150"))),
    OnDuty(2000, 3000, (ToRing("bo", "+15195550173"),)),
)
SNAPSHOT = Snapshot((MAIN, KENT), {"water": NIGHT})


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def test_what_is_saved_is_loaded_again(tmp_path: Path) -> None:
    save(SNAPSHOT, tmp_path / "new" / "snapshot.json")
    assert load(tmp_path / "new" / "snapshot.json") == SNAPSHOT


def test_only_this_service_may_read_it_because_it_holds_people_s_numbers(tmp_path: Path) -> None:
    save(SNAPSHOT, tmp_path / "snapshot.json")
    assert stat.S_IMODE((tmp_path / "snapshot.json").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["snapshot.json"]


def test_there_may_be_none(tmp_path: Path) -> None:
    assert load(tmp_path / "snapshot.json") is None


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"{}", b'{"lines": []}', b'{"lines": [{"name": "main"}]}', b'{"lines": 7}', b"\xff\x00"],
)
def test_a_damaged_one_counts_as_none(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "snapshot.json").write_bytes(damage)
    assert load(tmp_path / "snapshot.json") is None


def test_a_number_or_name_that_is_no_line_of_ours_has_the_first_line() -> None:
    assert SNAPSHOT.line(KENT.number) == KENT
    assert SNAPSHOT.named("kent") == KENT
    assert SNAPSHOT.line("anonymous") == MAIN
    assert SNAPSHOT.named("a line of last year") == MAIN


@pytest.mark.parametrize(
    ("second", "people"),
    [(1000, ["ann", "duty-manager"]), (1999, ["ann", "duty-manager"]), (2000, ["bo"]), (9999, ["bo"]), (10, [])],
    ids=["from its start", "until its end", "the next shift", "after the last hour that is known", "before the first"],
)
def test_who_is_on_duty_is_known_for_the_hours_to_come(second: int, people: list[str]) -> None:
    assert [each.who for each in SNAPSHOT.on_duty("water", at(second))] == people


def test_those_on_duty_are_rung_before_the_fallback_person_and_nobody_twice() -> None:
    rung = SNAPSHOT.to_ring(MAIN, "water", at(1500))
    assert [each.number for each in rung] == ["+15195550171", "+15195550150"]
    assert [each.number for each in SNAPSHOT.to_ring(MAIN, "", at(1500))] == ["+15195550150"]


def test_a_snapshot_of_the_previous_version_is_read(tmp_path: Path) -> None:
    save(Snapshot((MAIN,)), tmp_path / "snapshot.json")
    data = orjson.loads((tmp_path / "snapshot.json").read_bytes())
    del data["rosters"]
    (tmp_path / "snapshot.json").write_bytes(orjson.dumps(data))
    assert load(tmp_path / "snapshot.json") == Snapshot((MAIN,))
