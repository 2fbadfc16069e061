"""Outbox senders of the dispatcher: a leg is rung, and whoever is on the telephone is led to where they stand now."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from afterhours.models import Call, Offer, QueuedCall
from afterhours.services.dialling import Dialler, Dialling
from afterhours.services.outbox import URGENT, Sender, Waiting, put_in
from afterhours.services.queue.offering import END, JOIN, LEAD, PLACE
from afterhours.services.queue.reports import end_offer
from afterhours.site import Site
from ivr.addresses import Addresses
from ivr.errors import Refused
from ivr.store.database import Database
from ivr.telephony.port import Telephony

PLACED = text("""
update offer set provider_id = coalesce(provider_id, :provider_id), heard_at = coalesce(heard_at, ivr_now()),
  state = case state when 'waiting' then 'ringing' else state end
where id = :id returning state, provider_id
""")
CALLER_GONE = text("""
update queued_call set due_at = ivr_now(), ended_at = ivr_now(),
  state = case state when 'joined' then 'over' else 'left' end,
  result = case when joined_at is null then 'hung_up' else 'talked' end
where id = :id and state in ('waiting', 'offered', 'joined')
""")
WANTED = ("waiting", "accepted")
"""The states of an offer whose leg is still to be rung: accepted is one that was accepted on a page meanwhile."""
LED = ("waiting", "offered", "joined")


class OfferPlacer:
    """The sender for `place.offer`."""

    patience = URGENT

    def __init__(
        self, database: Database, site: Callable[[], Site], telephony: Callable[[], Telephony], addresses: Addresses
    ) -> None:
        self._database, self._site = database, site
        self._dialler = Dialler(database, telephony, addresses)

    def __call__(self, message: Waiting) -> None:
        """Raises ProviderGone and DatabaseGone when it can be tried again; a number that is refused is missed."""
        offer_id = UUID(message.payload["offer"])
        with self._database.transaction() as session:
            dialling = self._dialling(session, offer_id, message.attempts)
        if dialling is None:
            return
        try:
            provider_id = self._dialler.ring(dialling)
        except Refused:
            self._over(offer_id, "failed")
            raise
        if provider_id is None:
            self._over(offer_id, "failed")
        else:
            self._placed(dialling, provider_id)

    def _dialling(self, session: Session, offer_id: UUID, tries: int) -> Dialling | None:
        """None when it is not wanted any more, or was placed already."""
        offer = session.get_one(Offer, offer_id)
        if offer.provider_id is not None or offer.state not in WANTED:
            return None
        queued, site = session.get_one(QueuedCall, offer.queued_call_id), self._site()
        line = site.book.lines.get(queued.line)
        late = session.scalar(text("select ivr_now()")) > offer.offered_at + timedelta(seconds=offer.ring_seconds)
        return Dialling(
            leg=offer.id,
            tenant=offer.tenant,
            to=offer.to_e164,
            from_=line.number if line else site.duty_number(offer.tenant),
            seconds=offer.ring_seconds,
            made_at=offer.offered_at,
            looks=tries > 1,
            late=tries > 1 and late,
            hears=offer.user_id is not None,
        )

    def _placed(self, dialling: Dialling, provider_id: str) -> None:
        """Write it down. The caller may have left while the provider was asked: then it rings for nothing."""
        with self._database.transaction() as session:
            row: Any = session.execute(PLACED, {"id": dialling.leg, "provider_id": provider_id}).one()
            if row.state not in ("ringing", "answered", "accepted"):
                now = session.scalar(text("select ivr_now()"))
                put_in(session, dialling.tenant, END, {"call": provider_id}, f"{END} offer {dialling.leg}", now)

    def _over(self, offer_id: UUID, result: str) -> None:
        with self._database.transaction() as session:
            end_offer(session, offer_id, result)


class QueueJoiner:
    """The sender for `join.queued`: leads the caller's live call to where it stands now. A caller who is gone is out of
    the line, and whoever waits for them hears so."""

    patience = URGENT

    def __init__(self, database: Database, telephony: Callable[[], Telephony], addresses: Addresses) -> None:
        self._database, self._telephony, self._addresses = database, telephony, addresses

    def __call__(self, message: Waiting) -> None:
        """Raises ProviderGone and DatabaseGone when it can be tried again."""
        queued_id = UUID(message.payload["queued"])
        with self._database.transaction() as session:
            queued = session.get_one(QueuedCall, queued_id)
            call = session.get_one(Call, queued.call_id)
            wanted = queued.state in LED if queued.state != "over" else is_talking(call)
        if not wanted or self._led(call):
            return
        with self._database.transaction() as session:
            session.execute(CALLER_GONE, {"id": queued_id})

    def _led(self, call: Call) -> bool:
        if call.ended_at is not None:
            return False
        return self._telephony().redirect_call(call.provider_call_id, self._addresses.now(call.id))


def is_talking(call: Call) -> bool:
    """Whether the caller is in a conference still, though nobody else is: else they have gone on by themselves."""
    return ((call.state or {}).get("memory") or {}).get("phase") == "talking"


class LegLeader:
    """The sender for `lead.offer`: leads a leg that somebody listens to to where its offer stands now."""

    patience = URGENT

    def __init__(self, database: Database, telephony: Callable[[], Telephony], addresses: Addresses) -> None:
        self._database, self._telephony, self._addresses = database, telephony, addresses

    def __call__(self, message: Waiting) -> None:
        """A leg that is over by now is as good: its end is told by itself."""
        offer_id = UUID(message.payload["offer"])
        with self._database.transaction() as session:
            leg = session.get(Call, offer_id)
        if leg is not None and leg.ended_at is None:
            self._telephony().redirect_call(leg.provider_call_id, self._addresses.person_now(offer_id))


def queue_senders(
    database: Database, site: Callable[[], Site], telephony: Callable[[], Telephony], addresses: Addresses
) -> dict[str, Sender]:
    """Kind of outbox message -> who carries it out; a leg is ended by the pager's."""
    return {
        PLACE: OfferPlacer(database, site, telephony, addresses),
        JOIN: QueueJoiner(database, telephony, addresses),
        LEAD: LegLeader(database, telephony, addresses),
    }
