"""Which cases are an agent's own of this shift: what they may put right without asking anybody."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from afterhours.models import Case, CaseEvent, Offer

SHIFT = timedelta(hours=12)
WORKED = ("entered", "changed", "did", "receipt", "wrapped_up")
"""Events of somebody who had the call; a note may be added by whoever may see the case."""


def own_of_shift(session: Session, case: Case, user_id: UUID, login: str, now: datetime) -> bool:
    """Whether the user took the call of this case, or wrote into it as its agent, within the last shift."""
    since = now - SHIFT
    taken = exists().where(Offer.case_id == case.id, Offer.user_id == user_id, Offer.accepted_at > since)
    wrote = exists().where(
        CaseEvent.case_id == case.id, CaseEvent.actor == login, CaseEvent.what.in_(WORKED), CaseEvent.at > since
    )
    return session.scalar(select(or_(taken, wrote))) is True
