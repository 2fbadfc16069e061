"""What becomes of a text of ours, in the provider's reports: any order, any number of times, the same in the end."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from ivr.twiml.forms import TextReport

ORDER = ("waiting", "queued", "sending", "sent", "failed", "undelivered", "delivered")
"""A later word stays. "delivered" is last: a network that once had word of the telephone itself is believed."""
WORDS: Mapping[str, str] = {
    "accepted": "queued",
    "scheduled": "queued",
    "canceled": "failed",
    "read": "delivered",
} | {word: word for word in ORDER[1:]}
"""The provider's words -> ours; words it may add one day say nothing."""

MOVE = sql("""
update text_message set status = :status, provider_id = coalesce(provider_id, :provider_id),
  error = case when :status in ('failed', 'undelivered') then :error end,
  sent_at = coalesce(sent_at, ivr_now()),
  delivered_at = case when :status = 'delivered' then coalesce(delivered_at, ivr_now()) end
where direction = 'out' and (id = :id or provider_id = :provider_id)
  and array_position(:order, status) < array_position(:order, :status)
""")
RESULT = sql("""
update attempt as a set result = t.status, state = 'over', ended_at = coalesce(a.ended_at, ivr_now()),
  provider_id = coalesce(a.provider_id, t.provider_id)
from text_message as t
where (t.id = :id or t.provider_id = :provider_id) and t.direction = 'out'
  and t.status in ('sent', 'failed', 'undelivered', 'delivered')
  and (a.id = t.attempt_id or a.provider_id = t.provider_id) and a.kind = 'text'
  and (a.result is null or a.result in ('sent', 'failed', 'undelivered')) and a.result is distinct from t.status
""")
"""A result that a person gave stays."""


def report_text(session: Session, report: TextReport, text_id: UUID | None) -> None:
    """Write down one report; `text_id` is our own id, from the address that was reported to."""
    status = WORDS.get(report.status)
    if status is None:
        return
    which = {"id": text_id, "provider_id": report.provider_text_id}
    session.execute(MOVE, {**which, "status": status, "error": report.error, "order": list(ORDER)})
    session.execute(RESULT, which)
