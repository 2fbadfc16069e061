"""Outbox senders of the dispatcher: a leg is rung, and whoever is on the telephone is led to where they stand now."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text

from afterhours.models import Call, Offer, QueuedCall
from afterhours.services.dialling import LegPlacer
from afterhours.services.live_calls import led
from afterhours.services.outbox import URGENT, Sender, Waiting
from afterhours.services.queue.offering import JOIN, LEAD, PLACE
from afterhours.services.queue.places import room_of
from afterhours.services.queue.placing import OfferedLegs
from afterhours.site import Site
from ivr.addresses import Addresses
from ivr.store.database import Database
from ivr.telephony.port import Telephony

CALLER_GONE = text("""
update queued_call set due_at = ivr_now(), ended_at = ivr_now(),
  state = case state when 'joined' then 'over' else 'left' end,
  result = case when joined_at is null then 'hung_up' else 'talked' end
where id = :id and state in ('waiting', 'offered', 'joined')
""")
LED = ("waiting", "offered", "joined")


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
            if wanted and is_there(call, queued):
                return
        if not wanted or led(call, self._telephony, self._addresses):
            return
        with self._database.transaction() as session:
            session.execute(CALLER_GONE, {"id": queued_id})


def is_talking(call: Call) -> bool:
    """Whether the caller is in a conference still, though nobody else is: else they have gone on by themselves."""
    return bool(memory_of(call).get("phase") == "talking")


def is_there(call: Call, queued: QueuedCall) -> bool:
    """Whether they have come by themselves into the room that holds now: leading them out of it would end the talk."""
    talks = queued.state == "joined" and queued.held_at is None and is_talking(call)
    return talks and memory_of(call).get("room") == room_of(queued.id, queued.rooms)


def memory_of(call: Call) -> Mapping[str, Any]:
    return (call.state or {}).get("memory") or {}


class LegLeader:
    """The sender for `lead.offer`: leads a leg that somebody listens to to where its offer stands now."""

    patience = URGENT

    def __init__(self, database: Database, telephony: Callable[[], Telephony], addresses: Addresses) -> None:
        self._database, self._telephony, self._addresses = database, telephony, addresses

    def __call__(self, message: Waiting) -> None:
        """A leg that is over by now is as good: its end is told by itself."""
        offer_id = UUID(message.payload["offer"])
        with self._database.transaction() as session:
            leg, offer = session.get(Call, offer_id), session.get_one(Offer, offer_id)
            queued = session.get_one(QueuedCall, offer.queued_call_id)
            there = leg is not None and offer.purpose == "resident" and is_there(leg, queued)
        if leg is not None and leg.ended_at is None and not there:
            self._telephony().redirect_call(leg.provider_call_id, self._addresses.person_now(offer_id))


def queue_senders(
    database: Database, site: Callable[[], Site], telephony: Callable[[], Telephony], addresses: Addresses
) -> dict[str, Sender]:
    """Kind of outbox message -> who carries it out; a leg is ended by the pager's."""
    return {
        PLACE: LegPlacer(database, telephony, addresses, OfferedLegs(site)),
        JOIN: QueueJoiner(database, telephony, addresses),
        LEAD: LegLeader(database, telephony, addresses),
    }
