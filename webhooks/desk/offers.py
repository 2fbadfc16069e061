"""What the tables say of one agent and of the calls that are offered to them. Read with every page of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from afterhours.models import AgentPresence, Case, Offer, QueuedCall
from ivr.flowfile.names import name
from webhooks.roles import Permission
from webhooks.signin.visitor import Visitor

RINGING = ("waiting", "ringing", "answered")
MOST = 3
"""More than these are in the list of the queue."""


@dataclass(frozen=True, slots=True)
class Attending:
    """`presence` is None for somebody who was never there. `now`: service time of the reading.

    `veiled`: talks of theirs whose case only another group may see by now.
    """

    presence: AgentPresence | None
    offers: Sequence[tuple[Offer, QueuedCall]]
    now: datetime
    veiled: frozenset[UUID] = frozenset()


def attending_of(session: Session, visitor: Visitor, now: datetime) -> Attending | None:
    """None for whoever takes no calls."""
    if Permission.TAKE_CALLS not in visitor.permissions:
        return None
    found = offers_to(session, visitor)
    veiled = frozenset(offer.id for offer, _queued, sees in found if not sees)
    presence = session.get(AgentPresence, visitor.user_id)
    return Attending(presence, [(offer, queued) for offer, queued, _sees in found], now, veiled)


def offers_to(session: Session, visitor: Visitor) -> list[tuple[Offer, QueuedCall, bool]]:
    """Their own, whether it rings or they talk; and what rings at the switchboard of one of their groups.

    With each whether they see its case: nothing rings for them that they may not see, but a talk may have become so.
    """
    own = and_(Offer.user_id == visitor.user_id, Offer.state.in_((*RINGING, "accepted")))
    shared = and_(
        Offer.user_id.is_(None),
        Offer.asked_by.is_(None),
        Offer.organisation == visitor.organisation,
        Offer.group_name.in_([name(each) for each in visitor.groups]),
        Offer.state.in_(RINGING),
    )
    seen = and_(Case.id == Offer.case_id, or_(Case.restricted.is_(None), Case.restricted.in_(visitor.groups)))
    talks = Offer.state == "accepted"
    query = (
        select(Offer, QueuedCall, Case.id)
        .join(QueuedCall, QueuedCall.id == Offer.queued_call_id)
        .outerjoin(Case, seen)
        .where(Offer.tenant.in_(visitor.tenants), or_(own, shared), or_(Case.id.is_not(None), talks))
        .order_by(QueuedCall.priority.desc(), QueuedCall.place_at)
        .limit(MOST)
    )
    return [(offer, queued, case_id is not None) for offer, queued, case_id in session.execute(query)]
