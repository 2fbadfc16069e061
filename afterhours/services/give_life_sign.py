"""A process says that it lives, in real time."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from ivr.store.timing import Heartbeat


def give_life_sign(session: Session, process: str, now: datetime, detail: str | None = None) -> None:
    """Write down that `process` lived at `now`; with several of a kind the latest sign counts."""
    values = {"process": process, "tenant": "*", "at": now, "detail": detail}
    statement = insert(Heartbeat).values(values)
    later = {"at": statement.excluded.at, "detail": statement.excluded.detail}
    session.execute(statement.on_conflict_do_update(index_elements=["process"], set_=later))
