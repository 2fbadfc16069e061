"""What nobody reported, and what should be due and is not: looked for at intervals, and mended.

Result of a call: the key, the provider's report, or this poll, whichever comes first. An open emergency without a next
moment must not exist; should there be one, it is due now, and those who run the service are told.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from afterhours.models import Emergency
from afterhours.services.leg_reports import asked
from afterhours.services.paging.attempts import WAKE, tell
from afterhours.services.paging.reports import end_attempt, report_leg
from ivr.store.database import Database
from ivr.telephony.port import Telephony

log = logging.getLogger(__name__)
SILENT = timedelta(seconds=90)
"""So long after its last word a call is asked for at the provider."""
OVERDUE = timedelta(seconds=60)
SILENT_CALLS = text("""
select id, to_e164, provider_id, created_at from attempt
where kind = 'call' and state in ('placed', 'answered') and provider_id is not null
  and coalesce(answered_at, placed_at, created_at) < ivr_now() - :silent
""")
GIVEN_UP = text("""
select a.id from attempt as a join outbox as o on o.idempotency_key = 'page.call ' || a.id
where a.kind = 'call' and a.state <> 'over' and a.provider_id is null and a.created_at < ivr_now() - :silent
  and (o.parked_at is not null or o.done_at is not null)
""")
NOT_DUE = text("""
select id from emergency
where (state in ('open', 'accepted') and (due_at is null or due_at < ivr_now() - :overdue))
  or id in (select emergency_id from emergency_event where worked_at is null and at < ivr_now() - :overdue)
for update skip locked
""")


def poll(database: Database, telephony: Callable[[], Telephony]) -> int:
    """Ask the provider for every call nobody reported on; how many were asked for. Raises ProviderGone."""
    with database.transaction() as session:
        silent = list(session.execute(SILENT_CALLS, {"silent": SILENT}))
        for attempt in session.scalars(GIVEN_UP, {"silent": SILENT}):
            end_attempt(session, attempt, "failed")
    for row in silent:
        report = asked(telephony(), row.id, row.to_e164, row.provider_id, row.created_at)
        with database.transaction() as session:
            report_leg(session, report)
    return len(silent)


def sweep(database: Database) -> int:
    """Make due what should be and is not; how many emergencies were mended."""
    with database.transaction() as session:
        found = list(session.scalars(NOT_DUE, {"overdue": OVERDUE}))
        for emergency_id in found:
            _repair(session, session.get_one(Emergency, emergency_id))
        if found:
            session.execute(WAKE)
            log.error("%s emergencies had nothing due; they were repaired", len(found))
    return len(found)


def _repair(session: Session, emergency: Emergency) -> None:
    now: datetime = session.scalar(text("select ivr_now()"))
    if emergency.state in ("open", "accepted"):
        emergency.due_at = now
    tell(session, emergency, "repaired", now, follows=True)
