"""Recordings come home: fetched from the provider, stored, read back and compared, and only then deleted there.

Two senders of the outbox. Each may be killed anywhere and begins again: the same file is written anew, and what is
deleted already is no fault. Asking goes on for about a week; then the row is parked, where metrics and doctor see it.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from time import monotonic

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from afterhours.models import OutboxMessage, Recording
from afterhours.services.outbox import Patience, Waiting, put_in
from afterhours.services.recordings.note import DELETE, FETCH
from ivr.clock import Clock
from ivr.errors import NotFound, ProviderGone, Refused, Unavailable
from ivr.recordings.port import Kept, SoundStore, kept_of, key_for
from ivr.store.database import Database
from ivr.telephony.port import Telephony

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)
LONGEST_FETCH = timedelta(minutes=10)
"""Within the lease, so that two processes do not fetch the same recording."""
MOST_ATTEMPTS = 180
"""With pauses of an hour at most, about a week."""
PATIENCE = Patience(lease=LEASE, attempts=MOST_ATTEMPTS)
MOST_BYTES = 512 * 1024 * 1024
"""Four hours as the provider keeps them, 16 kB a second, are half of this."""
TRANSCRIBED_WITHIN = timedelta(hours=1)
"""The provider writes down what it still has: so long is waited for a transcript before its recording is deleted."""


class TooLarge(Refused):
    """A recording that no message of a caller can be."""


class NotYet(Unavailable):
    """It is not there yet, or cannot be had now: ask again."""


class RecordingFetcher:
    """The sender of `recording.fetch`. `telephony` and `store` are made when the first recording comes."""

    patience = PATIENCE

    def __init__(
        self, database: Database, telephony: Callable[[], Telephony], store: Callable[[], SoundStore], clock: Clock
    ) -> None:
        self._database, self._telephony, self._store, self._clock = database, telephony, store, clock

    def __call__(self, message: Waiting) -> None:
        """Raises NotYet and StoreGone for another try; Refused when a person must look."""
        tape = known(self._database, message)
        if tape.state != "expected":
            return
        try:
            key, kept, kind = self._fetched(tape)
        except NotFound as error:
            raise self._missing(tape, message) from error
        except TooLarge:
            raise
        except Refused as error:
            raise NotYet(str(error)) from error
        with self._database.transaction() as session:
            self._stored(session, tape, key, kept, kind)

    def _fetched(self, tape: Recording) -> tuple[str, Kept, str]:
        with self._telephony().recording(tape.provider_recording_id) as sound:
            key = key_for(tape.id, sound.kind)
            return key, self._store().put(key, bounded(sound.chunks), sound.kind), sound.kind

    def _missing(self, tape: Recording, message: Waiting) -> Exception:
        """The provider does not have it: not yet, or not any more."""
        if message.attempts < MOST_ATTEMPTS:
            return NotYet(f"The provider does not have the recording {tape.provider_recording_id} yet.")
        with self._database.transaction() as session:
            session.execute(changing(tape, "expected").values(state="lost"))
        return Refused(f"The provider never had the recording {tape.provider_recording_id}: it is lost.")

    def _stored(self, session: Session, tape: Recording, key: str, kept: Kept, kind: str) -> None:
        now = self._clock.now()
        session.execute(
            changing(tape, "expected").values(
                state="stored",
                stored_key=key,
                bytes=kept.bytes,
                sha256=kept.sha256,
                content_type=kind,
                fetched_at=now,
            )
        )
        awaited = tape.transcript_state == "expected"
        payload = {"account": tape.account, "recording": tape.provider_recording_id}
        due = now + TRANSCRIBED_WITHIN if awaited else now
        put_in(session, tape.tenant, DELETE, payload, key_of(DELETE, tape), now, due=due, call_id=tape.call_id)


class RecordingDeleter:
    """The sender of `recording.delete`: what was stored is compared with its checksum before the provider forgets."""

    patience = PATIENCE

    def __init__(
        self, database: Database, telephony: Callable[[], Telephony], store: Callable[[], SoundStore], clock: Clock
    ) -> None:
        self._database, self._telephony, self._store, self._clock = database, telephony, store, clock

    def __call__(self, message: Waiting) -> None:
        """Raises NotYet, StoreGone and ProviderGone for another try."""
        tape = known(self._database, message)
        if tape.state == "expected":
            raise NotYet("The recording is being fetched again.")
        if tape.state == "stored":
            self._compare(tape)
        self._forget(tape)
        with self._database.transaction() as session:
            self._deleted(session, tape)

    def _compare(self, tape: Recording) -> None:
        """Raises NotYet when it is not as it was fetched; then it is fetched again."""
        try:
            found = kept_of(self._store().read(tape.stored_key or ""))
        except NotFound:
            found = Kept(0, "")
        if found == Kept(tape.bytes or 0, tape.sha256 or ""):
            return
        with self._database.transaction() as session:
            fetch_again(session, tape)
        log.error("a stored recording is not as it was fetched; it is fetched again")
        raise NotYet("What was stored is not as it was fetched; it is fetched again.")

    def _forget(self, tape: Recording) -> None:
        try:
            self._telephony().delete_recording(tape.provider_recording_id)
            if tape.provider_transcript_id:
                self._telephony().delete_transcript(tape.provider_transcript_id)
        except Refused as error:
            raise NotYet(str(error)) from error

    def _deleted(self, session: Session, tape: Recording) -> None:
        now = self._clock.now()
        state = changing(tape, "stored").values(state="deleted_at_provider", deleted_at_provider_at=now)
        session.execute(state)
        never_came = update(Recording).where(Recording.id == tape.id, Recording.transcript_state == "expected")
        session.execute(never_came.values(transcript_state="failed"))


def known(database: Database, message: Waiting) -> Recording:
    """The row a message is about. Raises Refused when there is none: it was written with the message."""
    account, recording = message.payload["account"], message.payload["recording"]
    wanted = (Recording.account == account, Recording.provider_recording_id == recording)
    with database.transaction() as session:
        tape = session.scalar(select(Recording).where(*wanted))
        if tape is None:
            raise Refused(f"Nothing is known of the recording {recording}.")
        session.expunge(tape)
    return tape


def changing(tape: Recording, state: str) -> Update:
    """Only if nobody else has moved it on meanwhile."""
    return update(Recording).where(Recording.id == tape.id, Recording.state == state)


def fetch_again(session: Session, tape: Recording) -> None:
    session.execute(changing(tape, "stored").values(state="expected"))
    waiting = update(OutboxMessage).where(OutboxMessage.idempotency_key == key_of(FETCH, tape))
    session.execute(waiting.values(done_at=None, parked_at=None, attempts=0))


def key_of(kind: str, tape: Recording) -> str:
    return f"{kind}:{tape.account}:{tape.provider_recording_id}"


def bounded(chunks: Iterable[bytes], most: int = MOST_BYTES, within: timedelta = LONGEST_FETCH) -> Iterator[bytes]:
    """Raises TooLarge for more bytes than `most`, ProviderGone when they take longer than `within`."""
    came, until = 0, monotonic() + within.total_seconds()
    for chunk in chunks:
        came += len(chunk)
        if came > most:
            raise TooLarge(f"A recording of more than {most} bytes is not fetched: no caller speaks that long.")
        if monotonic() > until:
            raise ProviderGone("The provider sends a recording too slowly.")
        yield chunk
