"""The spool: whole requests, in order, private, and a damaged file in nobody's way."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from ivr.spool import Spool, SpooledRequest

NIGHT = datetime(2026, 12, 26, 7, 15, tzinfo=UTC)
REQUEST = SpooledRequest("/voice", {"CallSid": "CA1", "From": "Zoë ☎"}, NIGHT, "<Response/>", "the database was away")


def requests(spool: Spool) -> list[SpooledRequest]:
    return [request for _, request in spool.waiting()]


def test_what_is_kept_is_read_again_in_the_order_in_which_it_came(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    paths = [f"/voice/turn/{number}" for number in range(20)]
    for path in paths:
        spool.keep(SpooledRequest(path, {}, NIGHT, ""))
    assert [request.path for request in requests(spool)] == paths


def test_a_request_comes_back_whole(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.keep(REQUEST)
    assert requests(Spool(tmp_path)) == [REQUEST]


def test_a_request_of_the_version_before_has_no_reason_and_is_read(tmp_path: Path) -> None:
    old = {"path": "/voice", "form": {}, "at": NIGHT.isoformat(), "told": ""}
    (tmp_path / "1.json").write_bytes(orjson.dumps(old))
    assert requests(Spool(tmp_path)) == [SpooledRequest("/voice", {}, NIGHT, "", "")]


def test_only_this_service_may_read_what_is_kept(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.keep(REQUEST)
    (path,) = [path for path, _ in spool.waiting()]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_is_done_is_gone_and_doing_it_twice_is_no_fault(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.keep(REQUEST)
    (path,) = [path for path, _ in spool.waiting()]
    spool.done(path)
    spool.done(path)
    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_nothing_waits(tmp_path: Path) -> None:
    assert requests(Spool(tmp_path / "nowhere")) == []


@pytest.mark.parametrize("damage", [b"", b"{", b'"words"', b"{}", b'{"path": 1, "at": "noon"}'])
def test_a_damaged_file_is_put_aside_and_holds_up_nothing(tmp_path: Path, damage: bytes) -> None:
    spool = Spool(tmp_path)
    (tmp_path / "0.json").write_bytes(damage)
    spool.keep(REQUEST)
    assert requests(spool) == [REQUEST]
    assert (tmp_path / "0.unreadable").read_bytes() == damage


def test_a_file_that_was_not_written_to_its_end_is_not_taken_up(tmp_path: Path) -> None:
    (tmp_path / "1.partial").write_bytes(b'{"path"')
    assert requests(Spool(tmp_path)) == []
