"""What a purge has put into the outbox: sound and words are erased in the store and at the provider.

Each may be killed anywhere and begins again; what is gone already is no fault. A hold that was placed meanwhile stops a
recording here, too: the purge finds it again once the hold is lifted.
"""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from afterhours.models import Recording
from afterhours.services.outbox import Waiting
from afterhours.services.recordings.fetch import PATIENCE
from afterhours.services.recordings.note import DELETE as DELETE_THERE
from afterhours.services.recordings.note import FETCH
from afterhours.services.retention.due import KEPT
from ivr.errors import NotFound
from ivr.recordings.port import SoundStore
from ivr.store.database import Database
from ivr.telephony.port import Telephony

IS_KEPT = text(f'select {KEPT} from recording as r left join "case" as c on c.call_id = r.call_id where r.id = :id')  # noqa: S608 - constants only
FORGET = text("delete from outbox where id = :id")
NOT_ANY_MORE = text("delete from outbox where idempotency_key = any(:keys)")
AT_THE_PROVIDER = ("expected", "stored")


class RecordingEraser:
    """The sender of `recording.erase`."""

    patience = PATIENCE

    def __init__(self, database: Database, telephony: Callable[[], Telephony], store: Callable[[], SoundStore]) -> None:
        self._database, self._telephony, self._store = database, telephony, store

    def __call__(self, message: Waiting) -> None:
        """Raises StoreGone and ProviderGone for another try."""
        with self._database.transaction() as session:
            tape = self._to_erase(session, message)
        if tape is None:
            return
        if tape.stored_key:
            self._erase_here(tape.stored_key)
        if tape.state in AT_THE_PROVIDER:
            self._telephony().delete_recording(tape.provider_recording_id)
        if tape.provider_transcript_id:
            self._telephony().delete_transcript(tape.provider_transcript_id)
        with self._database.transaction() as session:
            named = f"{tape.account}:{tape.provider_recording_id}"
            session.execute(NOT_ANY_MORE, {"keys": [f"{FETCH}:{named}", f"{DELETE_THERE}:{named}"]})
            session.execute(delete(Recording).where(Recording.id == tape.id))

    def _to_erase(self, session: Session, message: Waiting) -> Recording | None:
        tape = session.get(Recording, UUID(message.payload["recording"]))
        if tape is None:
            return None
        if session.scalar(IS_KEPT, {"id": tape.id}):
            session.execute(FORGET, {"id": message.id})
            return None
        session.expunge(tape)
        return tape

    def _erase_here(self, key: str) -> None:
        try:
            self._store().delete(key)
        except NotFound:
            return


class TextEraser:
    """The sender of `text.erase`: the provider forgets a text altogether."""

    patience = PATIENCE

    def __init__(self, telephony: Callable[[], Telephony]) -> None:
        self._telephony = telephony

    def __call__(self, message: Waiting) -> None:
        """Raises ProviderGone for another try."""
        self._telephony().delete_text(str(message.payload["provider_id"]))
