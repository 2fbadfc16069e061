"""Outbox senders about live calls: the caller is led to the person who accepted, and a person who was cut off before
talking is found out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from afterhours.models import Call, Emergency
from afterhours.services.dialling import SKEW
from afterhours.services.emergencies.change_emergency import drop
from afterhours.services.emergencies.pages import caller_waits
from afterhours.services.live_calls import led
from afterhours.services.outbox import URGENT, Waiting, put_in
from afterhours.services.paging.attempts import CALLER, WAKE
from ivr.addresses import Addresses
from ivr.store.database import Database
from ivr.telephony.port import Telephony
from ivr.twiml.forms import OVER

LEG = text("""
select e.id as emergency, c.provider_call_id, c.to_raw, c.started_at
from attempt as a join emergency as e on e.id = a.emergency_id join call as c on c.id = e.call_id
where a.id = :id and e.state = 'accepted' and e.accepted_leg = a.id and c.ended_at is null
  and (e.joined_at is null or e.joined_at > a.ended_at - interval '5 seconds')
  and not exists (select from turn where turn.call_id = c.id and turn.at >= e.accepted_at
    and turn.events @> '[{"kind": "rang", "result": "talked"}]')
""")
"""Whether the person who accepted may have been cut off. Who was told that they have talked, has: the caller's own
turn and the word of the leg's end come in any order, and must not come to two conclusions."""


class CallerJoiner:
    """The sender for `join.caller`: leads the caller's live call to where it stands now. A caller who is gone is told
    afterwards by whom it was taken."""

    patience = URGENT

    def __init__(self, database: Database, telephony: Callable[[], Telephony], addresses: Addresses) -> None:
        self._database, self._telephony, self._addresses = database, telephony, addresses

    def __call__(self, message: Waiting) -> None:
        """Raises ProviderGone and DatabaseGone when it can be tried again."""
        emergency_id = UUID(message.payload["emergency"])
        with self._database.transaction() as session:
            emergency = session.get_one(Emergency, emergency_id)
            call = session.get_one(Call, emergency.call_id)
            talking = emergency.joined_at is not None
        if talking or led(call, self._telephony, self._addresses):
            return
        with self._database.transaction() as session:
            self._left(session, emergency_id, message)

    def _left(self, session: Session, emergency_id: UUID, message: Waiting) -> None:
        emergency = session.get_one(Emergency, emergency_id)
        if emergency.state == "accepted":
            payload = {"emergency": str(emergency_id), "occasion": "accepted"}
            key = f"{CALLER} {message.payload['event']}"
            put_in(session, emergency.tenant, CALLER, payload, key, session.scalar(text("select ivr_now()")))


@dataclass(frozen=True, slots=True)
class Waiter:
    """A caller who should still be there: their call at the provider, and the line that they rang."""

    emergency: UUID
    provider_call_id: str
    line: str
    since: datetime


class DropChecker:
    """The sender for `check.dropped`: the leg of the person who accepted has ended before the two talked.

    If the caller is still there, the emergency is open again and the person is rung again; if they are not, it was
    they who left, and nothing is to be mended. The provider is asked, for the word of their end may be on its way.
    """

    patience = URGENT

    def __init__(self, database: Database, telephony: Callable[[], Telephony]) -> None:
        self._database, self._telephony = database, telephony

    def __call__(self, message: Waiting) -> None:
        """Raises ProviderGone and DatabaseGone when it can be tried again."""
        leg = UUID(message.payload["attempt"])
        with self._database.transaction() as session:
            row = session.execute(LEG, {"id": leg}).first()
            waits = row is not None and caller_waits(session, session.get_one(Emergency, row.emergency))
        if row is None or not waits or not self._is_there(Waiter(*row)):
            return
        with self._database.transaction() as session:
            drop(session, row.emergency, leg, session.scalar(text("select ivr_now()")))
            session.execute(WAKE)

    def _is_there(self, waiter: Waiter) -> bool:
        listed = self._telephony().find_calls(waiter.line, waiter.since - SKEW)
        own = (each.status for each in listed if each.provider_call_id == waiter.provider_call_id)
        return next(own, "completed") not in OVER
