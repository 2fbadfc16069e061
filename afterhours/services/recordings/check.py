"""Is everything still there that was stored? Each recording is read and compared with its checksum."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias
from uuid import UUID

from sqlalchemy import select

from afterhours.models import Recording
from ivr.errors import NotFound
from ivr.recordings.port import Kept, SoundStore, kept_of
from ivr.store.database import Database

Verdict: TypeAlias = Literal["whole", "missing", "changed"]
PAGE = 200
ZERO = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Checked:
    """One recording that should be in the store."""

    key: str
    tenant: str
    bytes: int
    verdict: Verdict


def check_recordings(database: Database, store: SoundStore) -> Iterator[Checked]:
    """In the order in which they were made. Raises StoreGone when the store cannot be read at all."""
    for tape in stored(database):
        yield Checked(tape.stored_key or "", tape.tenant, tape.bytes or 0, verdict(tape, store))


def stored(database: Database) -> Iterator[Recording]:
    """Page by page, so that no transaction waits for sounds to be read."""
    last = ZERO
    while True:
        query = select(Recording).where(Recording.id > last, Recording.stored_key.is_not(None))
        with database.transaction() as session:
            page = list(session.scalars(query.order_by(Recording.id).limit(PAGE)))
            session.expunge_all()
        if not page:
            return
        yield from page
        last = page[-1].id


def verdict(tape: Recording, store: SoundStore) -> Verdict:
    try:
        found = kept_of(store.read(tape.stored_key or ""))
    except NotFound:
        return "missing"
    return "whole" if found == Kept(tape.bytes or 0, tape.sha256 or "") else "changed"
