"""The snapshot on disk: whole or not at all, private, and never the reason why a caller hears nothing."""

import stat
from pathlib import Path

import pytest

from ivr.engine.model import Voice
from ivr.snapshot import Snapshot, SnapshotLine, load, save

MAIN = SnapshotLine("main", "+15195550100", "Long Point", {"en": Voice("en-CA", "Polly.Joanna")}, ("+15195550150",))
KENT = SnapshotLine("kent", "+441632960100", "Wealden Vale", {"en": Voice("en-GB", "Polly.Amy")}, ())
SNAPSHOT = Snapshot((MAIN, KENT))


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
