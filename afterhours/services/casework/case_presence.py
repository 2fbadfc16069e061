"""Who has a case open at this moment, so that two who work on it know of each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from afterhours.models import Case, CasePresence

HERE = timedelta(seconds=75)
"""A page tells of itself every few seconds, or each half minute while news come by themselves; who was not heard of for
so long is gone."""
WRITING = timedelta(seconds=40)


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody else who has the case open."""

    name: str
    writing: bool


def be_here(session: Session, case: Case, login: str, name: str, now: datetime, *, writing: bool = False) -> None:
    """`now`: real time. `writing`: they have just written something that is not saved yet."""
    session.execute(delete(CasePresence).where(CasePresence.case_id == case.id, CasePresence.seen_at < now - HERE))
    values = {"name": name, "seen_at": now, **({"writing_at": now} if writing else {})}
    statement = insert(CasePresence).values(case_id=case.id, login=login, tenant=case.tenant, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["case_id", "login"], set_=values))


def others_here(session: Session, case: Case, login: str, now: datetime) -> Sequence[Here]:
    """By name, without whoever asks. `now`: real time."""
    query = (
        select(CasePresence)
        .where(CasePresence.case_id == case.id, CasePresence.login != login, CasePresence.seen_at >= now - HERE)
        .order_by(CasePresence.name)
    )
    found = session.scalars(query)
    return [Here(each.name, bool(each.writing_at and each.writing_at >= now - WRITING)) for each in found]


def leave(session: Session, case: Case, login: str) -> None:
    session.execute(delete(CasePresence).where(CasePresence.case_id == case.id, CasePresence.login == login))
