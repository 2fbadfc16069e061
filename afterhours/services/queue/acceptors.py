"""A caller is put through to whoever on duty has accepted their emergency: asked first, as every colleague is.

It is a transfer like any other. The number is the one at which they accepted; who accepted elsewhere is rung where they
can be reached.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Attempt, Emergency, Offer
from afterhours.services.people.known import reachable_numbers
from afterhours.services.queue.offering import Whom
from afterhours.services.queue.transfers import RINGS, hand_over, talk_of
from ivr.errors import Refused
from ivr.flowfile.names import name


@dataclass(frozen=True, slots=True)
class Acceptor:
    """A person on duty, by their handle, and the number (E.164) at which they are rung."""

    handle: str
    number: str


def acceptors(session: Session, case_id: UUID, now: datetime) -> Mapping[UUID, Acceptor]:
    """Emergency of the case -> who has accepted it; those who cannot be reached are left out."""
    accepted = (
        select(Emergency.id, Emergency.accepted_by, Attempt.to_e164)
        .outerjoin(Attempt, (Attempt.id == Emergency.accepted_leg) & (Attempt.kind == "call"))
        .where(Emergency.case_id == case_id, Emergency.state == "accepted", Emergency.accepted_by.is_not(None))
        .order_by(Emergency.accepted_at)
    )
    found = {}
    for row in session.execute(accepted):
        number = row.to_e164 or first_number(session, row.accepted_by, now)
        if number:
            found[row.id] = Acceptor(row.accepted_by, number)
    return found


def first_number(session: Session, handle: str, now: datetime) -> str:
    return next(iter(reachable_numbers(session, [handle], now).get(handle, ())), "")


def put_through(session: Session, user_id: UUID, emergency: UUID, now: datetime) -> Offer:
    """Ask whoever has accepted it; the caller is told, and holds meanwhile. Raises Refused with why not."""
    talk = talk_of(session, user_id)
    acceptor = acceptors(session, talk.queued.case_id, now).get(emergency)
    if acceptor is None:
        raise Refused("Nobody has accepted this emergency whom a telephone can reach.")
    whom = Whom(
        to=acceptor.number,
        organisation="",
        purpose="transfer",
        group=talk.queued.group_name,
        seconds=RINGS,
        name=name(acceptor.handle),
        asked_by=user_id,
    )
    return hand_over(session, talk, whom, now)
