"""What an agent has written and not saved: kept for a day, read by its writer alone, deleted when it is saved."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from afterhours.models import CallDraft, Case

KEPT = timedelta(hours=24)
MOST_SIGNS = 20_000
"""More than a form can hold; whoever sends more sends something else."""


def keep_draft(session: Session, case: Case, login: str, fields: Mapping[str, Any], now: datetime) -> None:
    """`now`: real time. The latest counts; drafts of anybody that have expired go with it."""
    session.execute(delete(CallDraft).where(CallDraft.expires_at < now))
    values = {"fields": dict(fields), "saved_at": now, "expires_at": now + KEPT}
    statement = insert(CallDraft).values(case_id=case.id, login=login, tenant=case.tenant, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["case_id", "login"], set_=values))


def draft_of(session: Session, case: Case, login: str, now: datetime) -> CallDraft | None:
    """The own one that has not expired. `now`: real time."""
    own = (CallDraft.case_id == case.id, CallDraft.login == login, CallDraft.expires_at > now)
    return session.scalar(select(CallDraft).where(*own))


def drop_draft(session: Session, case: Case, login: str) -> None:
    session.execute(delete(CallDraft).where(CallDraft.case_id == case.id, CallDraft.login == login))
