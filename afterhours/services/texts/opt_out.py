"""Who wants no texts: STOP and START, each for one number of theirs and one of ours."""

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

STOPPED = sql("select true from text_stop where number = :number and our_number = :ours")
STOP = sql("""
insert into text_stop (number, our_number, tenant, since) values (:number, :ours, :tenant, ivr_now())
on conflict (number, our_number) do nothing
""")
START = sql("delete from text_stop where number = :number and our_number = :ours")


def has_stopped(session: Session, number: str, ours: str) -> bool:
    return session.scalar(STOPPED, {"number": number, "ours": ours}) is True


def stop(session: Session, tenant: str, number: str, ours: str) -> None:
    """No more texts from `ours` to `number`; said twice, the first time counts."""
    session.execute(STOP, {"tenant": tenant, "number": number, "ours": ours})


def start(session: Session, number: str, ours: str) -> None:
    session.execute(START, {"number": number, "ours": ours})
