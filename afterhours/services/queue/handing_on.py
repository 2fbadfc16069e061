"""Whoever talks with a caller whose case has become another group's meanwhile: the talk goes on, and that group may be
asked to take the caller over. The page of the call is gone, so this is all there is of it at the desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Offer, QueuedCall
from afterhours.services.queue.offering import LIVE
from afterhours.services.queue.transfers import cancel_transfer, connect, leave, transfer
from afterhours.services.queue.whose_line import restricted_of
from afterhours.site import Site
from ivr.errors import Refused


@dataclass(frozen=True, slots=True)
class HandingOn:
    """`group`: as agents.yaml spells it. `state`: alone with the caller, one of the group is asked, they are on the
    line, or all are together and whoever asked may go."""

    offer_id: UUID
    tenant: str
    group: str
    state: Literal["alone", "asking", "there", "together"]


def handing_on(session: Session, user_id: UUID, offer_id: UUID) -> HandingOn | None:
    """How it stands, for a session that sees the case; None where there is no such talk of theirs."""
    mine = (Offer.id == offer_id, Offer.user_id == user_id, Offer.state == "accepted")
    own = session.scalar(select(Offer).where(*mine))
    group = restricted_of(session, own.case_id) if own else None
    if own is None or group is None:
        return None
    others = select(Offer).where(Offer.queued_call_id == own.queued_call_id, Offer.id != own.id)
    colleague = session.scalars(others.where(Offer.purpose == "transfer", Offer.state.in_(LIVE))).first()
    held = session.get_one(QueuedCall, own.queued_call_id).held_at is not None
    if colleague is None:
        return HandingOn(own.id, own.tenant, group, "alone")
    if colleague.ready_at is None:
        return HandingOn(own.id, own.tenant, group, "asking")
    return HandingOn(own.id, own.tenant, group, "there" if held else "together")


def hand_on(session: Session, site: Site, user_id: UUID, offer_id: UUID, deed: str, now: datetime) -> HandingOn:
    """One step: ask, connect, cancel, leave. Raises Refused with why it is not possible now."""
    standing = handing_on(session, user_id, offer_id)
    if standing is None:
        raise Refused("You are in no talk.")
    if deed == "ask":
        transfer(session, site, user_id, standing.group, now)
    else:
        STEPS[deed](session, user_id, now)
    return standing


STEPS: Mapping[str, Callable[[Session, UUID, datetime], None]] = {
    "connect": connect,
    "cancel": cancel_transfer,
    "leave": leave,
}
