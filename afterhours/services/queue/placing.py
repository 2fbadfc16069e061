"""The legs to whoever shall answer, rung as long as their offer wants them (`services/dialling.py`)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from afterhours.models import Callback, Offer, QueuedCall
from afterhours.services.dialling import NOW, Dialling
from afterhours.services.queue.reports import end_offer
from afterhours.site import Site

WANTED = ("waiting", "accepted")
"""The states of an offer whose leg is still to be rung: accepted is one that was accepted on a page meanwhile."""
PLACED = text("""
update offer set provider_id = coalesce(provider_id, :provider_id), heard_at = coalesce(heard_at, ivr_now()),
  state = case state when 'waiting' then 'ringing' else state end
where id = :id returning state
""")


def number_of(session: Session, queued: QueuedCall) -> str:
    """Of whoever is called back: it is kept with the callback alone."""
    return session.get_one(Callback, queued.callback_id).number


class OfferedLegs:
    """`Legs` of offers; the outbox calls them `place.offer`."""

    named = "offer"

    def __init__(self, site: Callable[[], Site]) -> None:
        self._site = site

    def dialling(self, session: Session, leg: UUID, tries: int) -> Dialling | None:
        offer = session.get_one(Offer, leg)
        if offer.provider_id is not None or offer.state not in WANTED:
            return None
        queued, site = session.get_one(QueuedCall, offer.queued_call_id), self._site()
        line = site.book.lines.get(queued.line)
        late = session.execute(NOW).scalar_one() > offer.offered_at + timedelta(seconds=offer.ring_seconds)
        return Dialling(
            leg=offer.id,
            tenant=offer.tenant,
            to=offer.to_e164 or number_of(session, queued),
            from_=line.number if line else site.duty_number(offer.tenant),
            seconds=offer.ring_seconds,
            made_at=offer.offered_at,
            looks=tries > 1,
            late=tries > 1 and late,
            hears=offer.user_id is not None,
        )

    def placed(self, session: Session, leg: UUID, provider_id: str) -> bool:
        """The caller may have left while the provider was asked."""
        state: str = session.execute(PLACED, {"id": leg, "provider_id": provider_id}).scalar_one()
        return state in ("ringing", "answered", "accepted")

    def failed(self, session: Session, leg: UUID) -> None:
        end_offer(session, leg, "failed")
