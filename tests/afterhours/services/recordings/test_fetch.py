"""Recordings come home: fetched, stored, compared, deleted at the provider; whatever fails or dies in between."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import text

from afterhours.models import Recording
from afterhours.parts import Parts
from afterhours.services.outbox import Sender, Waiting, claim, patience_of, send
from afterhours.services.recordings.fetch import (
    MOST_ATTEMPTS,
    RecordingDeleter,
    RecordingFetcher,
    TooLarge,
    bounded,
)
from ivr.clock import SystemClock
from ivr.engine.inputs import Pressed, Recorded
from ivr.errors import NotFound, ProviderGone, Refused
from ivr.recordings.folder import FolderStore
from ivr.recordings.port import Kept, SoundStore
from ivr.telephony.port import Sound, Telephony
from ivr.twiml.forms import RecordingReport, TranscriptReport
from tests.afterhours.conftest import ACCOUNT, Caller

pytestmark = pytest.mark.database
TAPE, SOUND = "RE1", b"RIFF" + bytes(100_000)


@dataclass
class Carrier:
    """What the provider has, and what it was asked to forget. `fails` is raised by the next requests, in order.

    `dies`: the process that asks to forget is killed before it hears the answer.
    """

    sounds: dict[str, bytes] = field(default_factory=dict)
    fails: list[Exception] = field(default_factory=list)
    forgot: list[str] = field(default_factory=list)
    breaks_off: bool = False
    dies: bool = False

    @contextmanager
    def recording(self, recording: str) -> Iterator[Sound]:
        self._fail()
        if recording not in self.sounds:
            raise NotFound("no such recording")
        yield Sound(self._chunks(self.sounds[recording]), "audio/x-wav")

    def _chunks(self, sound: bytes) -> Iterator[bytes]:
        yield sound[:1000]
        if self.breaks_off:
            raise ProviderGone("it hung up")
        yield sound[1000:]

    def delete_recording(self, recording: str) -> bool:
        self._fail()
        self.forgot.append(recording)
        had = self.sounds.pop(recording, None) is not None
        if self.dies:
            raise Killed
        return had

    def delete_transcript(self, transcript: str) -> bool:
        self.forgot.append(transcript)
        return True

    def _fail(self) -> None:
        if self.fails:
            raise self.fails.pop(0)


@dataclass
class Home:
    """The small county's outbox at work, with a carrier that can be told to fail."""

    caller: Caller
    carrier: Carrier
    store: SoundStore

    @property
    def parts(self) -> Parts:
        return self.caller.parts

    @property
    def senders(self) -> dict[str, Sender]:
        telephony = cast("Telephony", self.carrier)
        given = (self.parts.database, lambda: telephony, lambda: self.store, SystemClock())
        return {"recording.fetch": RecordingFetcher(*given), "recording.delete": RecordingDeleter(*given)}

    def message(self, language: str = "2") -> None:
        """A caller leaves one and hangs up; in French nothing is written down."""
        self.caller.rings()
        for given in (Pressed(language), Pressed("2"), Recorded(TAPE, 6)):
            self.caller.gives(given)
        self.caller.is_over()

    def passes(self, time: timedelta = timedelta(hours=2)) -> None:
        """So much time, as far as the outbox can see."""
        with self.parts.database.transaction() as session:
            session.execute(
                text("update outbox set due_at = due_at - :time, leased_until = leased_until - :time"), {"time": time}
            )

    def works(self) -> list[str]:
        """Everything that is due is sent; the kinds, in order."""
        done: list[str] = []
        while claimed := self._claim():
            for message in claimed:
                done.append(message.kind)
                send(self.parts.database, "a test", message, self.senders[message.kind], 0)
        return done

    def works_at(self, kind: str) -> None:
        """Sends what is due of one kind, and of no other."""
        for message in self._claim([kind]):
            send(self.parts.database, "a test", message, self.senders[message.kind], 0)

    def _claim(self, kinds: list[str] | None = None) -> list[Waiting]:
        patience = {kind: patience_of(sender) for kind, sender in self.senders.items()}
        with self.parts.database.transaction() as session:
            return claim(session, "a test", kinds or sorted(self.senders), 10, patience)

    @property
    def tape(self) -> Recording:
        with self.parts.database.transaction() as session:
            found = session.query(Recording).one()
            session.expunge(found)
        return found

    @property
    def file(self) -> Path:
        return self.parts.settings.var_dir / "recordings" / (self.tape.stored_key or "none")

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with self.parts.database.transaction() as session:
            return [dict(row._mapping) for row in session.execute(text(sql))]


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture(name="home")
def a_home(caller: Caller) -> Home:
    return Home(caller, Carrier({TAPE: SOUND}), FolderStore(caller.parts.settings.var_dir / "recordings"))


class Deadly(FolderStore):
    """Kills the process once the recording is stored."""

    def put(self, key: str, chunks: Iterable[bytes], kind: str) -> Kept:
        super().put(key, chunks, kind)
        raise Killed


def test_a_message_comes_home_and_only_then_the_provider_forgets_it(home: Home) -> None:
    home.message()
    assert home.works() == []
    home.passes()
    assert home.works() == ["recording.fetch", "recording.delete"]
    tape = home.tape
    assert (tape.state, tape.bytes, tape.sha256) == ("deleted_at_provider", len(SOUND), sha256(SOUND).hexdigest())
    assert tape.content_type == "audio/x-wav"
    assert tape.fetched_at is not None
    assert tape.deleted_at_provider_at is not None
    assert home.file.read_bytes() == SOUND
    assert home.carrier.sounds == {}
    home.passes()
    assert home.works() == []


def test_what_is_not_there_yet_is_asked_for_until_it_is(home: Home) -> None:
    home.message()
    home.carrier.sounds.clear()
    for _ in range(30):
        home.passes()
        assert home.works() == ["recording.fetch"]
    assert home.tape.state == "expected"
    home.carrier.sounds[TAPE] = SOUND
    home.passes()
    assert home.works() == ["recording.fetch", "recording.delete"]
    assert home.file.read_bytes() == SOUND


def test_what_never_comes_is_lost_and_waits_for_a_person(home: Home) -> None:
    home.message()
    home.carrier.sounds.clear()
    with home.parts.database.transaction() as session:
        session.execute(text("update outbox set attempts = :most - 1"), {"most": MOST_ATTEMPTS})
    home.passes()
    home.works()
    assert home.tape.state == "lost"
    (parked,) = home.rows("select parked_at, last_error from outbox")
    assert parked["parked_at"] is not None
    assert TAPE in parked["last_error"]


@pytest.mark.parametrize(
    "trouble",
    [ProviderGone("busy"), Refused("wrong credentials"), OSError("reset")],
    ids=["busy", "credentials", "network"],
)
def test_trouble_with_the_provider_is_outlasted(home: Home, trouble: Exception) -> None:
    home.message()
    home.carrier.fails = [trouble]
    home.passes()
    assert home.works() == ["recording.fetch"]
    home.passes()
    assert home.works() == ["recording.fetch", "recording.delete"]


def test_what_breaks_off_on_its_way_is_fetched_anew_and_whole(home: Home) -> None:
    home.message()
    home.carrier.breaks_off = True
    home.passes()
    home.works()
    assert home.tape.state == "expected"
    assert list(home.store.keys()) == []
    home.carrier.breaks_off = False
    home.passes()
    home.works()
    assert home.file.read_bytes() == SOUND


def test_a_process_that_dies_between_storing_and_writing_it_down_loses_nothing(home: Home) -> None:
    home.message()
    home.passes()
    alive, home.store = home.store, Deadly(home.parts.settings.var_dir / "recordings")
    with pytest.raises(Killed):
        home.works()
    assert home.tape.state == "expected"
    assert home.carrier.sounds == {TAPE: SOUND}
    home.store = alive
    assert home.works() == []
    home.passes()
    assert home.works() == ["recording.fetch", "recording.delete"]
    assert home.file.read_bytes() == SOUND
    assert len(list(home.store.keys())) == 1


def test_a_process_that_dies_between_deleting_and_writing_it_down_deletes_once_more(home: Home) -> None:
    home.message()
    home.passes()
    home.carrier.dies = True
    with pytest.raises(Killed):
        home.works()
    assert (home.tape.state, home.carrier.sounds) == ("stored", {})
    home.carrier.dies = False
    home.passes()
    assert home.works() == ["recording.delete"]
    assert home.tape.state == "deleted_at_provider"


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_what_is_not_as_it_was_fetched_is_never_deleted_at_the_provider_but_fetched_again(
    home: Home, harm: str
) -> None:
    home.message()
    home.passes()
    home.works_at("recording.fetch")
    if harm == "changed":
        home.file.write_bytes(SOUND[:-1] + b"x")
    else:
        home.file.unlink()
    assert home.works() == ["recording.delete", "recording.fetch"]
    assert home.carrier.forgot == []
    assert home.file.read_bytes() == SOUND
    home.passes()
    assert home.works() == ["recording.delete"]
    assert (home.tape.state, home.carrier.forgot) == ("deleted_at_provider", [TAPE])


def test_the_provider_keeps_a_recording_until_it_is_written_down_but_not_for_ever(home: Home) -> None:
    home.message("1")
    home.passes(timedelta(minutes=1))
    assert home.works() == ["recording.fetch"]
    home.passes(timedelta(minutes=58))
    assert home.works() == []
    home.passes(timedelta(minutes=3))
    assert home.works() == ["recording.delete"]
    assert home.tape.transcript_state == "failed"


def test_with_its_transcript_a_recording_is_deleted_at_once_and_the_transcript_too(home: Home) -> None:
    home.message("1")
    home.passes(timedelta(minutes=1))
    home.works()
    told = TranscriptReport(
        provider_call_id="CA1", account=ACCOUNT, recording=TAPE, transcript="TR1", status="completed", text="A leak."
    )
    home.parts.runner.chronicle.transcript(told)
    assert home.works() == ["recording.delete"]
    assert home.carrier.forgot == [TAPE, "TR1"]
    assert (home.tape.transcript_state, home.tape.transcript) == ("there", "A leak.")


def test_a_recording_reported_as_lost_is_not_asked_for(home: Home) -> None:
    home.message()
    report = RecordingReport(provider_call_id="CA1", account=ACCOUNT, recording=TAPE, status="failed")
    home.parts.runner.chronicle.recording(report)
    home.passes()
    assert home.works() == ["recording.fetch"]
    assert home.tape.state == "lost"
    assert home.rows("select from outbox where done_at is null") == []


def test_no_caller_speaks_for_days() -> None:
    assert list(bounded([b"12", b"34"], 4)) == [b"12", b"34"]
    with pytest.raises(TooLarge):
        list(bounded([b"12", b"345"], 4))
    with pytest.raises(ProviderGone):
        list(bounded([b"12"], 4, timedelta(seconds=-1)))
