"""Whoever is called back: rung by a leg of their own, into the room where the agent is already.

So a talk that began as a callback is a conference as any other: a colleague may be asked, an interpreter may come in.
Called with the row locked, and by nobody but the dispatcher (`attending`).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from afterhours.models import Offer, QueuedCall
from afterhours.services.queue.offering import Whom, end_leg, lead_leg, offer

RINGS = 40
"""Seconds for which a resident is rung."""
IN_VAIN = ("missed", "withdrawn", "declined")
USUAL_WRAP_UP = 60


def look_after(
    session: Session,
    queued: QueuedCall,
    offers: Sequence[Offer],
    agent: Offer | None,
    here: Sequence[Offer],
    now: datetime,
    real_now: datetime,
) -> None:
    """`agent`: whoever calls back, once they are ready; `here`: everybody of ours who is on the line."""
    resident = last_rung(offers, agent)
    if resident is None:
        if agent is not None:
            ring(session, queued, agent, now, real_now)
    elif resident.state in IN_VAIN and agent is not None:
        lead_leg(session, agent, f"unanswered {resident.id}", now)
    elif resident.state == "over":
        part(session, queued, resident, here, now)
    elif resident.ready_at is not None and queued.joined_at is None:
        queued.joined_at = resident.ready_at


def last_rung(offers: Sequence[Offer], agent: Offer | None) -> Offer | None:
    """The leg that was placed since the agent last wished for one; without an agent whoever is there."""
    since = agent.ready_at if agent is not None else None
    rung = [each for each in offers if each.purpose == "resident" and (since is None or each.offered_at >= since)]
    return rung[-1] if rung else None


def ring(session: Session, queued: QueuedCall, agent: Offer, now: datetime, real_now: datetime) -> None:
    """Their number stays with the callback, and goes when that is purged: an offer tells of agents."""
    whom = Whom(
        to="",
        organisation="",
        purpose="resident",
        group=queued.group_name,
        seconds=RINGS,
        asked_by=agent.user_id,
    )
    offer(session, queued, whom, now, real_now, USUAL_WRAP_UP)


def part(session: Session, queued: QueuedCall, resident: Offer, here: Sequence[Offer], now: datetime) -> None:
    """They have hung up. Whoever talked with them sees it by the conference; who consults meanwhile is told."""
    if queued.held_at is not None:
        queued.held_at = None
        for each in here:
            lead_leg(session, each, f"gone {resident.id}", now)


def end_residents(session: Session, queued: QueuedCall, offers: Sequence[Offer], now: datetime) -> None:
    """Nobody is left who talks with them."""
    for each in offers:
        if each.purpose == "resident" and each.state in ("waiting", "ringing", "answered"):
            end_leg(session, each, now)
            each.state, each.result, each.ended_at, each.expires_at = "withdrawn", "taken_back", now, None
        elif each.purpose == "resident" and each.state == "accepted":
            lead_leg(session, each, f"left {queued.id} {queued.rooms}", now)
