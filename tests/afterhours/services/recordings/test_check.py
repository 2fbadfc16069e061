"""Whether what was stored is still there, and what the doctor says of recordings."""

import json
import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text, update

from afterhours.models import Recording
from afterhours.services.diagnosing.recordings import RecordingsSight, look_at_recordings
from afterhours.services.diagnosing.recordings import check_recordings as say
from afterhours.services.recordings.check import PAGE, check_recordings
from ivr import settings
from ivr.clock import SystemClock
from ivr.errors import StoreGone
from ivr.recordings.bucket import BucketStore
from ivr.recordings.folder import FolderStore
from ivr.recordings.port import key_for
from ivr.store.base import new_key
from tests.afterhours.conftest import Caller
from tests.support.bucket import BUCKET, KEY, SECRET, bucket
from webhooks.cli import main

pytestmark = pytest.mark.database
NOTHING = RecordingsSight(0, 0, 0)


def store_of(caller: Caller) -> FolderStore:
    return FolderStore(caller.parts.settings.var_dir / "recordings")


def keep(caller: Caller, number: int) -> list[str]:
    """So many recordings of one call, stored; their keys."""
    caller.rings()
    call_id = caller.parts.runner.chronicle.ensure(caller.arrival, "a test asks")
    keys = []
    with caller.parts.database.transaction() as session:
        for each in range(number):
            recording = new_key()
            keys.append(key_for(recording, "audio/x-wav"))
            kept = store_of(caller).put(keys[-1], [f"sound {each}".encode()], "audio/x-wav")
            session.add(row(recording, call_id, each, keys[-1], kept.bytes, kept.sha256))
    return keys


def row(recording: UUID, call_id: UUID, number: int, key: str, size: int, total: str) -> Recording:
    return Recording(
        id=recording, tenant="long-point-county", call_id=call_id, account="AC1", provider_recording_id=f"RE{number}",
        kind="message", state="deleted_at_provider", stored_key=key, bytes=size, sha256=total,
        created_at=SystemClock().now(),
    )  # fmt: skip


def test_each_recording_is_read_and_compared(caller: Caller) -> None:
    whole, missing, changed = keep(caller, 3)
    store_of(caller).delete(missing)
    (caller.parts.settings.var_dir / "recordings" / changed).write_bytes(b"SOUND 2")
    found = check_recordings(caller.parts.database, store_of(caller))
    assert {each.key: each.verdict for each in found} == {whole: "whole", missing: "missing", changed: "changed"}


def test_there_may_be_more_than_fit_on_a_page(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    assert PAGE > 2
    monkeypatch.setattr("afterhours.services.recordings.check.PAGE", 2)
    keys = keep(caller, 5)
    assert [each.key for each in check_recordings(caller.parts.database, store_of(caller))] == keys


def run(caller: Caller, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    chosen = caller.parts.settings
    for name, value in (("DATABASE_URL", chosen.database_url), ("VAR_DIR", str(chosen.var_dir))):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TELEPHONY", "simulated")
    return CliRunner().invoke(main, ["recordings", "check", *arguments])


def test_the_command_says_what_is_wrong_and_fails(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    _, missing = keep(caller, 2)
    assert run(caller, monkeypatch).output == "2 recordings, 14 bytes: 2 whole, 0 missing, 0 changed.\n"
    store_of(caller).delete(missing)
    told = run(caller, monkeypatch)
    assert told.exit_code == 1
    assert f"missing  {missing}  long-point-county" in told.output
    lines = [json.loads(line) for line in run(caller, monkeypatch, "--json").output.splitlines()]
    assert [line["verdict"] for line in lines] == ["whole", "missing"]


def test_the_doctor_sees_what_is_late_lost_and_given_up(caller: Caller) -> None:
    keep(caller, 3)
    assert look_at_recordings(caller.parts.database) == NOTHING
    with caller.parts.database.transaction() as session:
        old = SystemClock().now() - timedelta(days=2)
        session.execute(update(Recording).where(Recording.provider_recording_id == "RE0").values(state="lost"))
        late = update(Recording).where(Recording.provider_recording_id == "RE1")
        session.execute(late.values(state="expected", created_at=old))
        session.execute(
            text("""insert into outbox (id, tenant, kind, payload, idempotency_key, created_at, due_at, attempts,
              parked_at) values (gen_random_uuid(), 't', 'recording.fetch', '{}', 'k', now(), now(), 9, now())""")
        )
    sight = look_at_recordings(caller.parts.database)
    assert sight == RecordingsSight(late=1, lost=1, parked=1)
    findings = list(say(caller.parts.settings, store_of(caller), sight))
    assert [finding.level for finding in findings] == ["ok", "warning", "warning", "warning"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_a_fault_and_nothing_is_made(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    check_fails(tmp_path / "recordings")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "recordings").write_text("in the way")
    check_fails(tmp_path / "recordings")


def check_fails(folder: Path) -> None:
    chosen = settings.load({"TELEPHONY": "simulated", "RECORDINGS": str(folder)})
    (finding,) = say(chosen, FolderStore(folder), None)
    assert finding.level == "fault"
    assert str(folder) in finding.mend


def test_looking_leaves_nothing_behind(tmp_path: Path) -> None:
    FolderStore(tmp_path / "recordings").check()
    assert list(tmp_path.iterdir()) == []
    with bucket() as storage:
        BucketStore(BUCKET, "ivr/", endpoint=storage.url, region="us-east-1", key=KEY, secret=SECRET).check()
        assert storage.objects == {}
        assert [method for method, _ in storage.asked] == ["PUT", "GET", "DELETE"]
        with pytest.raises(StoreGone):
            BucketStore("other", endpoint=storage.url, region="us-east-1", key=KEY, secret=SECRET).check()
