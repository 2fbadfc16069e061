"""Both stores of recordings keep the same promises: a real folder, and a real client on a storage that speaks S3."""

import os
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from ivr.errors import NotFound, Refused, StoreGone
from ivr.recordings.bucket import BucketStore
from ivr.recordings.folder import FolderStore
from ivr.recordings.opening import store_of
from ivr.recordings.port import Kept, SoundStore, kept_of, key_for
from ivr.settings import load
from tests.support.bucket import BUCKET, KEY, SECRET, Bucket, bucket

TAPE = UUID("0198f0c0-0000-7000-8000-00000000abcd")
AT = key_for(TAPE, "audio/x-wav")
SOUND = bytes(range(256)) * 4000


@pytest.fixture(name="storage")
def a_storage() -> Iterator[Bucket]:
    with bucket() as storage:
        yield storage


@pytest.fixture(name="store", params=["folder", "bucket"])
def a_store(request: pytest.FixtureRequest, tmp_path: Path) -> SoundStore:
    if request.param == "folder":
        return FolderStore(tmp_path / "recordings")
    return in_bucket(request.getfixturevalue("storage"))


def in_bucket(storage: Bucket, key: str = KEY) -> BucketStore:
    return BucketStore(BUCKET, "ivr/", endpoint=storage.url, region="us-east-1", key=key, secret=SECRET)


def in_pieces() -> Iterator[bytes]:
    for first in range(0, len(SOUND), 1000):
        yield SOUND[first : first + 1000]


def test_a_key_tells_nothing_and_spreads_the_files() -> None:
    assert AT == "cd/0198f0c000007000800000000000abcd.wav"
    assert key_for(TAPE, "audio/mpeg").endswith(".mp3")
    assert key_for(TAPE, "text/html; charset=utf-8").endswith(".bin")


def test_what_is_stored_is_read_back_byte_for_byte(store: SoundStore) -> None:
    kept = store.put(AT, in_pieces(), "audio/x-wav")
    assert kept == Kept(len(SOUND), sha256(SOUND).hexdigest())
    assert b"".join(store.read(AT)) == SOUND
    assert kept_of(store.read(AT)) == kept


@pytest.mark.parametrize(("first", "last"), [(0, 0), (1000, 1999), (len(SOUND) - 1, None), (5, None), (0, None)])
def test_a_part_of_it_is_read(store: SoundStore, first: int, last: int | None) -> None:
    store.put(AT, in_pieces(), "audio/x-wav")
    assert b"".join(store.read(AT, first, last)) == SOUND[first : None if last is None else last + 1]


def test_stored_again_it_is_replaced_and_deleted_it_is_gone(store: SoundStore) -> None:
    store.put(AT, [b"half of"], "audio/x-wav")
    store.put(AT, [b"the whole"], "audio/x-wav")
    assert b"".join(store.read(AT)) == b"the whole"
    store.delete(AT)
    store.delete(AT)
    with pytest.raises(NotFound):
        next(store.read(AT))


def test_what_breaks_off_leaves_what_was_there(store: SoundStore) -> None:
    def breaks_off() -> Iterator[bytes]:
        yield b"the begin"
        raise ConnectionError("the provider hung up")

    store.put(AT, [b"the whole"], "audio/x-wav")
    with pytest.raises(ConnectionError):
        store.put(AT, breaks_off(), "audio/x-wav")
    assert b"".join(store.read(AT)) == b"the whole"
    assert list(store.keys()) == [AT]


def test_everything_that_is_stored_is_listed(store: SoundStore) -> None:
    assert list(store.keys()) == []
    keys = [key_for(UUID(int=TAPE.int + number), "audio/x-wav") for number in range(5)]
    for key in keys:
        store.put(key, [b"x"], "audio/x-wav")
    assert sorted(store.keys()) == sorted(keys)


@pytest.mark.parametrize("key", ["../../etc/passwd", "ab/../../x.wav", "", "/etc/passwd", f"{AT}/x"])
def test_what_is_no_key_of_ours_is_refused(store: SoundStore, key: str) -> None:
    for wish in (
        lambda: store.put(key, [b"x"], "audio/x-wav"),
        lambda: next(store.read(key)),
        lambda: store.delete(key),
    ):
        with pytest.raises(Refused):
            wish()


def test_only_its_owner_reads_the_folder(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        FolderStore(tmp_path / "recordings").put(AT, [b"x"], "audio/x-wav")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "recordings" / AT).stat().st_mode) == 0o600
    for folder in ((tmp_path / "recordings" / AT).parent, tmp_path / "recordings"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_a_killed_process_left_is_swept_by_the_next_try_and_is_never_listed(tmp_path: Path) -> None:
    store, left = FolderStore(tmp_path), tmp_path / AT
    left = left.with_name(f".{left.name}.0123456789abcdef.partial")
    left.parent.mkdir()
    left.write_bytes(b"half")
    assert list(store.keys()) == []
    store.put(AT, [b"the whole"], "audio/x-wav")
    assert not left.exists()


def test_a_folder_that_cannot_be_written_is_worth_another_try(tmp_path: Path) -> None:
    in_the_way = tmp_path / "recordings"
    in_the_way.write_text("a file where the folder should be")
    with pytest.raises(StoreGone, match="Cannot write the folder of recordings"):
        FolderStore(in_the_way).put(AT, [b"x"], "audio/x-wav")


@pytest.mark.parametrize("status", [503, 500])
def test_a_bucket_in_trouble_is_worth_another_try(storage: Bucket, status: int) -> None:
    store = in_bucket(storage)
    store.put(AT, [b"x"], "audio/x-wav")
    storage.fails = status
    for wish in (
        lambda: store.put(AT, [b"x"], "audio/x-wav"),
        lambda: next(store.read(AT)),
        lambda: list(store.keys()),
    ):
        with pytest.raises(StoreGone):
            wish()


def test_a_bucket_that_is_away_or_refuses_the_key_is_worth_another_try(storage: Bucket) -> None:
    with pytest.raises(StoreGone, match="InvalidAccessKeyId"):
        in_bucket(storage, "AKIASTRANGER").put(AT, [b"x"], "audio/x-wav")
    with bucket() as gone:
        away = in_bucket(gone)
    with pytest.raises(StoreGone):
        away.put(AT, [b"x"], "audio/x-wav")


def test_what_lies_in_the_bucket_is_below_its_prefix_with_its_kind(storage: Bucket) -> None:
    in_bucket(storage).put(AT, [b"x"], "audio/x-wav")
    assert storage.objects == {f"ivr/{AT}": (b"x", "audio/x-wav")}


def test_the_setting_chooses_the_store(tmp_path: Path, storage: Bucket) -> None:
    simulated = {"TELEPHONY": "simulated", "VAR_DIR": str(tmp_path)}
    store_of(load(simulated)).put(AT, [b"x"], "audio/x-wav")
    assert (tmp_path / "recordings" / AT).exists()
    store_of(load({**simulated, "RECORDINGS": str(tmp_path / "elsewhere")})).put(AT, [b"x"], "audio/x-wav")
    assert (tmp_path / "elsewhere" / AT).exists()
    keys = {"RECORDINGS_ENDPOINT": storage.url, "RECORDINGS_KEY_ID": KEY, "RECORDINGS_SECRET": SECRET}
    store_of(load({**simulated, "RECORDINGS": f"s3://{BUCKET}/ivr", **keys})).put(AT, [b"x"], "audio/x-wav")
    store_of(load({**simulated, "RECORDINGS": f"s3://{BUCKET}", **keys})).put(AT, [b"x"], "audio/x-wav")
    assert sorted(storage.objects) == [AT, f"ivr/{AT}"]
