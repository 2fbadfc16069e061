"""Do recordings come home? Could they be stored now; what waits at the provider, what is lost, what was refused?"""

from collections.abc import Iterator
from dataclasses import dataclass

from afterhours.services.diagnosing.finding import Finding, fault, ok, warning
from afterhours.services.recordings.note import DELETE, FETCH
from ivr.errors import StoreGone
from ivr.recordings.opening import folder_of
from ivr.recordings.port import SoundStore
from ivr.setting_values import S3
from ivr.settings import Settings
from ivr.store.database import Database

LOOK = """
select count(*) filter (where state = 'expected' and created_at < ivr_now() - interval '1 day') as late,
  count(*) filter (where state = 'lost' and created_at > ivr_now() - interval '7 days') as lost,
  (select count(*) from outbox where kind in (%(fetch)s, %(delete)s) and parked_at is not null) as parked
from recording"""


@dataclass(frozen=True, slots=True)
class RecordingsSight:
    """`late`: at the provider for more than a day; `lost`: within a week; `parked`: asking has ended."""

    late: int
    lost: int
    parked: int


def look_at_recordings(database: Database) -> RecordingsSight:
    """Raises DatabaseGone."""
    with database.unit_of_work() as work:
        found = work.one(LOOK, {"fetch": FETCH, "delete": DELETE}) or {}
    return RecordingsSight(**found)


def check_recordings(settings: Settings, store: SoundStore, sight: RecordingsSight | None) -> Iterator[Finding]:
    """`sight`: None where the database cannot tell."""
    yield check_store(settings, store)
    if sight and sight.late:
        yield warning(
            f"{counted(sight.late)} at the provider for more than a day and not here.",
            "Is the scheduler at work? `select last_error from outbox where kind = 'recording.fetch'` says why.",
        )
    if sight and sight.lost:
        yield warning(
            f"{counted(sight.lost)} lost within the last week: the provider never had them.",
            "Their cases say so; ask the callers again.",
        )
    if sight and sight.parked:
        yield warning(
            f"{counted(sight.parked)} given up: refused, or tried for a week.",
            "Look at `last_error` in the outbox, mend that, and set the row free (docs/operations.md).",
        )


def check_store(settings: Settings, store: SoundStore) -> Finding:
    place = settings.recordings if settings.recordings.startswith(S3) else str(folder_of(settings))
    try:
        store.check()
    except StoreGone as error:
        return fault(
            f"Recordings could not be kept: {error}",
            f"Make room or give the right to write in {place}, or correct RECORDINGS.",
        )
    return ok(f"Recordings can be kept in {place}.")


def counted(number: int) -> str:
    return "1 recording is" if number == 1 else f"{number} recordings are"
