"""Texts of which nobody reported what became of them: the provider is asked. A report may be lost, as any request."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text as sql

from afterhours.services.texts.status import report_text
from ivr.store.database import Database
from ivr.telephony.port import Telephony
from ivr.twiml.forms import TextReport

MOST = 20
OVERDUE = sql("""
update text_message set asked_at = clock_timestamp() where id in (
  select id from text_message where direction = 'out' and status in ('queued', 'sending', 'sent')
    and provider_id is not null and sent_at between ivr_now() - interval '1 day' and ivr_now() - interval '5 minutes'
    and (asked_at is null or asked_at < clock_timestamp() - interval '1 hour')
  order by sent_at limit :most for update skip locked)
returning id, provider_id
""")
"""Many a network never says that a text arrived: so each is asked for once an hour, and for a day at most."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A text whose end is not known."""

    id: UUID
    provider_id: str


def ask_for_texts(database: Database, telephony: Telephony) -> int:
    """Ask for the texts that are overdue; how many were. Raises ProviderGone: the rest is asked for in an hour."""
    with database.transaction() as session:
        overdue = [Unsettled(*row) for row in session.execute(OVERDUE, {"most": MOST})]
    for each in overdue:
        found = telephony.read_text(each.provider_id)
        if found is None:
            continue
        report = TextReport(provider_text_id=each.provider_id, account="", status=found.status, error=found.error)
        with database.transaction() as session:
            report_text(session, report, each.id)
    return len(overdue)
