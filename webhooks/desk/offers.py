"""What the tables say of one agent and of the calls that are offered to them. Read with every page of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from afterhours.models import AgentPresence, Offer, QueuedCall
from ivr.flowfile.names import name
from webhooks.roles import Permission
from webhooks.signin.visitor import Visitor

RINGING = ("waiting", "ringing", "answered")
MOST = 3
"""More than these are in the list of the queue."""


@dataclass(frozen=True, slots=True)
class Attending:
    """`presence` is None for somebody who was never there. `now`: service time of the reading."""

    presence: AgentPresence | None
    offers: Sequence[tuple[Offer, QueuedCall]]
    now: datetime


def attending_of(session: Session, visitor: Visitor, now: datetime) -> Attending | None:
    """None for whoever takes no calls."""
    if Permission.TAKE_CALLS not in visitor.permissions:
        return None
    return Attending(session.get(AgentPresence, visitor.user_id), offers_to(session, visitor), now)


def offers_to(session: Session, visitor: Visitor) -> list[tuple[Offer, QueuedCall]]:
    """Their own, whether it rings or they talk; and what rings at the switchboard of one of their groups."""
    own = and_(Offer.user_id == visitor.user_id, Offer.state.in_((*RINGING, "accepted")))
    shared = and_(
        Offer.user_id.is_(None),
        Offer.asked_by.is_(None),
        Offer.organisation == visitor.organisation,
        Offer.group_name.in_([name(each) for each in visitor.groups]),
        Offer.state.in_(RINGING),
    )
    query = (
        select(Offer, QueuedCall)
        .join(QueuedCall, QueuedCall.id == Offer.queued_call_id)
        .where(Offer.tenant.in_(visitor.tenants), or_(own, shared))
        .order_by(QueuedCall.priority.desc(), QueuedCall.place_at)
        .limit(MOST)
    )
    return [(offer, queued) for offer, queued in session.execute(query)]
