"""A call has come in: there is a case for it, once, in the transaction that makes the call."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from ivr.store.base import new_key

INSERT = text("""
insert into "case" (id, tenant, call_id, number, kind, channel, status, line, language, caller_e164, caller_state,
  in_hours, priority, opened_at, recovered)
select :id, tenant, id, :number, 'contact', channel, 'new', line, language, from_e164, caller_state,
  in_hours, 'normal', started_at, recovered
from call where id = :call_id
on conflict (call_id) do nothing
""")


def open_case(session: Session, call_id: UUID, number: str) -> None:
    """Make the case of a call with the case number `number`; does nothing when it has one."""
    session.execute(INSERT, {"id": new_key(), "call_id": call_id, "number": number})
