"""The sound of a recording for whoever may hear it: from our own store, and from the provider until it is there."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from sqlalchemy.orm import Session

from afterhours.models import Recording
from ivr.errors import NotFound
from ivr.recordings.port import SoundStore
from ivr.telephony.port import Telephony

SOUND = "audio/"
ANYTHING = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Heard:
    """What is heard. `length` in bytes; None while it still lies at the provider, which cannot be read in parts."""

    kind: str
    length: int | None
    chunks: Iterable[bytes]


class Listening:
    """Gives sounds. `store` and `telephony` are made when the first one is asked for."""

    def __init__(self, store: Callable[[], SoundStore], telephony: Callable[[], Telephony]) -> None:
        self._store, self._telephony = store, telephony

    def hear(self, tape: Recording, first: int = 0, last: int | None = None) -> Heard:
        """The bytes from `first` up to and including `last`, or all of it where it cannot be read in parts.

        Raises NotFound where there is none (yet), StoreGone and ProviderGone.
        """
        if tape.stored_key:
            try:
                chunks = begun(self._store().read(tape.stored_key, first, last))
                return Heard(kind_of(tape.content_type or ""), tape.bytes, chunks)
            except NotFound:
                if tape.state == "deleted_at_provider":
                    raise
        return self._from_provider(tape)

    def _from_provider(self, tape: Recording) -> Heard:
        kinds: list[str] = []

        def content() -> Iterator[bytes]:
            with self._telephony().recording(tape.provider_recording_id) as sound:
                kinds.append(sound.kind)
                yield from sound.chunks

        chunks = begun(content())
        return Heard(kind_of(kinds[0]), None, chunks)


def recording_of(session: Session, recording_id: UUID) -> Recording:
    """Raises NotFound, also where the session's role may not see it."""
    found = session.get(Recording, recording_id)
    if found is None:
        raise NotFound("no such recording")
    return found


def begun(chunks: Iterator[bytes]) -> Iterable[bytes]:
    """The same, with its first piece at hand: what cannot be read is known before anybody is told that it can."""
    return chain([next(chunks, b"")], chunks)


def kind_of(kind: str) -> str:
    """A kind of sound; anything else is no page and no script, whatever it calls itself."""
    return kind if kind.startswith(SOUND) else ANYTHING
