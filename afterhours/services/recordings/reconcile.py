"""Comparing with the provider's own list of recordings: a caller's words of which neither turn nor report was told.

Safe to repeat, and at once from several machines: what is found is told to the chronicle as the provider would have.
"""

import logging
from datetime import datetime

from sqlalchemy import select, tuple_

from afterhours.models import Recording
from afterhours.services.calls.reconcile import LEAVES_ALONE, LOOKS_BACK
from ivr.logs import trace
from ivr.runner import Runner
from ivr.store.database import Database
from ivr.telephony.port import ListedRecording, Telephony
from ivr.twiml.forms import RecordingReport

log = logging.getLogger(__name__)


def reconcile_recordings(runner: Runner, telephony: Telephony, database: Database, now: datetime) -> int:
    """One comparison at `now` (service time); how many were unknown. Raises ProviderGone, DatabaseGone.

    The list is short: what is home is deleted there. A recording of a call that is not ours stays where it is.
    """
    listed = list(telephony.list_recordings(now - LOOKS_BACK, now - LEAVES_ALONE))
    known = known_recordings(database, listed)
    unknown = [each for each in listed if (each.account, each.recording) not in known]
    for each in unknown:
        with trace():
            runner.chronicle.recording(report_of(each))
    if unknown:
        log.warning("%d recordings were found in the provider's list only", len(unknown))
    return len(unknown)


def known_recordings(database: Database, listed: list[ListedRecording]) -> set[tuple[str, str]]:
    """(account, recording) of those that are written down."""
    named = tuple_(Recording.account, Recording.provider_recording_id)
    asked = [(each.account, each.recording) for each in listed]
    with database.transaction() as session:
        found = session.execute(select(Recording.account, Recording.provider_recording_id).where(named.in_(asked)))
        return {(account, recording) for account, recording in found}


def report_of(listed: ListedRecording) -> RecordingReport:
    return RecordingReport(
        provider_call_id=listed.provider_call_id,
        account=listed.account,
        recording=listed.recording,
        status="completed",
        seconds=listed.seconds,
    )
