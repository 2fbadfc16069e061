"""What a call adds to its case while it lasts: small updates by the call's id, in the turn's own transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from afterhours.models import Case

ANSWER = text("""
update "case" set
  messages = coalesce((select jsonb_agg(entry order by place) from jsonb_array_elements(messages)
      with ordinality as each (entry, place) where entry ->> 'recording' is distinct from :recording), '[]'),
  location = coalesce(:location, location),
  answers = coalesce((select jsonb_agg(entry order by place) from jsonb_array_elements(answers)
      with ordinality as each (entry, place) where entry ->> 'question' <> :question), '[]') || cast(:entry as jsonb)
where call_id = :call_id
""")
MESSAGE = text("""
update "case" set messages = messages || cast(:entry as jsonb)
where call_id = :call_id and not messages @> cast(:same as jsonb) and not answers @> cast(:same as jsonb)
""")
MARK = text("""
update "case" set messages = (select jsonb_agg(case when entry ->> 'recording' = :recording
      then entry || cast(:entry as jsonb) else entry end order by place)
    from jsonb_array_elements(messages) with ordinality as each (entry, place))
where call_id = :call_id and messages <> '[]'
""")
ACTION = text("""
update "case" set action_taken = action_taken || cast(:entry as jsonb),
  first_answer_at = coalesce(first_answer_at, cast(:answered_at as timestamptz))
where call_id = :call_id
""")


def set_fields(session: Session, call_id: UUID, **fields: Any) -> None:
    """Set columns of the call's case."""
    session.execute(update(Case).where(Case.call_id == call_id).values(**fields))


def keep_answer(session: Session, call_id: UUID, entry: Mapping[str, Any]) -> None:
    """Keep {question, kind, value, recording}; a question answered again keeps the later answer only.

    The recording of an answer may have been reported before, and taken for a message: it is none.
    """
    location = (entry["value"] or None) if entry["kind"] == "address" else None
    told = {"question": entry["question"], "location": location, "entry": as_list(entry)}
    told["recording"] = entry.get("recording")
    session.execute(ANSWER, {"call_id": call_id, **told})


def keep_message(session: Session, call_id: UUID, recording: str, seconds: int) -> None:
    """Keep a recorded message once; a recording that is the answer to a question is no message."""
    entry, same = as_list({"recording": recording, "seconds": seconds}), as_list({"recording": recording})
    session.execute(MESSAGE, {"call_id": call_id, "same": same, "entry": entry})


def mark_recording(session: Session, call_id: UUID, recording: str, state: str) -> None:
    """Write down with a message that its recording will never be there; `state` in the provider's word."""
    told = {"recording": recording, "entry": orjson.dumps({"seconds": 0, "state": state}).decode()}
    session.execute(MARK, {"call_id": call_id, **told})


def add_action(session: Session, call_id: UUID, entry: Mapping[str, Any], answered_at: datetime | None = None) -> None:
    """Add an entry of `rules.closing.action`; `answered_at`: when the caller began to talk with somebody."""
    session.execute(ACTION, {"call_id": call_id, "entry": as_list(entry), "answered_at": answered_at})


def as_list(entry: Mapping[str, Any]) -> str:
    return orjson.dumps([entry]).decode()
