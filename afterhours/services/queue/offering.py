"""Making offers: the row, what lets its leg leave the house, and whoever may see the caller's story by it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, select, text
from sqlalchemy.orm import Session

from afterhours.models import Offer, QueuedCall
from afterhours.services.live import tell_live
from afterhours.services.live_calls import hang_up
from afterhours.services.outbox import put_in
from afterhours.services.queue.whose_line import restricted_of
from afterhours.services.screenpop.grants import give
from afterhours.services.screenpop.links import send_links
from afterhours.site.answering import AgentGroup
from ivr.flowfile.names import name
from ivr.store.base import new_key

PLACE, JOIN, LEAD = "place.offer", "join.queued", "lead.offer"
"""What the outbox holds of the dispatcher's: ring a leg, lead a caller or a leg to where they stand now."""
RESIDENT = and_(Offer.purpose == "resident", Offer.state == "accepted")
"""Whoever is called back, and has picked up."""
LIVE = ("waiting", "ringing", "answered", "accepted")
"""The states of an offer that is not over."""
RINGS_LONGER = timedelta(seconds=8)
"""A provider rings some seconds longer than it was asked to, and its word takes its time."""
REAL_NOW = text("select clock_timestamp()")
CLAIMED = text("""
update agent_presence set state = 'offered', since = :now, offer_id = :offer, reason = null where user_id = :user
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Somebody to ring: E.164. `user_id` is None for a switchboard and for somebody of the directory.

    `organisation`: "" for somebody whose story of the call is none of their business.
    """

    to: str
    organisation: str
    purpose: str
    group: str
    seconds: int
    user_id: UUID | None = None
    name: str | None = None
    asked_by: UUID | None = None


def whom_of(group: AgentGroup, queued: QueuedCall, user_id: UUID | None, telephone: str | None) -> Whom:
    """An agent of the group at their own telephone, or its switchboard."""
    return Whom(
        to=telephone or group.number,
        organisation=group.organisation,
        purpose="callback" if queued.callback_id else "caller",
        group=name(group.name),
        seconds=group.ring_for,
        user_id=user_id,
    )


def offer(session: Session, queued: QueuedCall, whom: Whom, now: datetime, real_now: datetime, wrap_up: int) -> Offer:
    """Ring somebody for this caller, after the commit. The caller's row is locked by whoever asks."""
    made = Offer(
        id=new_key(),
        tenant=queued.tenant,
        queued_call_id=queued.id,
        call_id=queued.call_id,
        case_id=queued.case_id,
        group_name=whom.group,
        organisation=whom.organisation,
        user_id=whom.user_id,
        to_e164=whom.to,
        purpose=whom.purpose,
        name=whom.name,
        asked_by=whom.asked_by,
        ring_seconds=whom.seconds,
        offered_at=now,
        expires_at=now + timedelta(seconds=whom.seconds) + RINGS_LONGER,
    )
    session.add(made)
    session.flush()
    if whom.user_id:
        session.execute(CLAIMED, {"now": now, "offer": made.id, "user": whom.user_id})
        if made.call_id:
            give(session, made, whom.user_id, real_now, timedelta(seconds=wrap_up))
    elif whom.organisation and made.call_id:
        send_links(session, made, now, real_now, timedelta(seconds=wrap_up))
    place(session, made, now)
    tell_offer(session, made, restricted_of(session, made.case_id))
    return made


def tell_offer(session: Session, made: Offer, restricted: str | None) -> None:
    """Its agent hears, or everybody of the organisation that is rung; of a restricted case its group alone."""
    group = None if made.user_id else restricted
    tell_live(session, made.tenant, "offer", user=made.user_id, organisation=made.organisation, group=group, id=made.id)


def real_now_of(session: Session) -> datetime:
    """For grants, which end in real time, where only a session is at hand."""
    now: datetime = session.execute(REAL_NOW).scalar_one()
    return now


def place(session: Session, made: Offer, now: datetime) -> None:
    """Let the leg leave."""
    put_in(session, made.tenant, PLACE, {"offer": str(made.id)}, f"{PLACE} {made.id}", now, call_id=made.call_id)


def end_leg(session: Session, made: Offer, now: datetime) -> None:
    """Hang up, if there is a call already; one that is being placed right now is ended by whoever places it."""
    if made.provider_id:
        hang_up(session, made.tenant, made.provider_id, now)


def lead_leg(session: Session, made: Offer, occasion: str, now: datetime) -> None:
    """Let a leg that is in a conversation look where it stands now; once for each occasion."""
    put_in(session, made.tenant, LEAD, {"offer": str(made.id)}, f"{LEAD} {made.id} {occasion}", now)


def lead_caller(session: Session, queued: QueuedCall, occasion: str, now: datetime) -> None:
    """Let the caller's live call look where it stands now, once for each occasion; of a callback the leg to them."""
    if queued.callback_id is not None:
        for leg in session.scalars(select(Offer).where(RESIDENT, Offer.queued_call_id == queued.id)).all():
            lead_leg(session, leg, occasion, now)
    elif queued.call_id:
        payload = {"queued": str(queued.id)}
        put_in(session, queued.tenant, JOIN, payload, f"{JOIN} {queued.id} {occasion}", now, call_id=queued.call_id)
