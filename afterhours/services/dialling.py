"""Ringing somebody from the outbox: at least once, and not twice, for whoever tries again looks at the provider first.

Whoever takes a message up again after a crash cannot know whether the provider had accepted the call. So it asks for
the calls to this number since the row was made; one that belongs to no other row is this one's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from afterhours.services.live_calls import hang_up
from afterhours.services.outbox import URGENT, Waiting
from ivr.addresses import Addresses
from ivr.errors import Refused
from ivr.store.database import Database
from ivr.telephony.port import Telephony

SKEW = timedelta(seconds=15)
"""Clocks differ: so much earlier than our own row may the provider's call have begun."""
OUTGOING = "outbound-api"
KNOWN = text("""
select provider_id from attempt where provider_id = any(:found) and id <> :id
union select provider_id from offer where provider_id = any(:found) and id <> :id
""")
NOW = text("select ivr_now()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialling:
    """One leg to place: E.164, and for how many seconds it may ring. `made_at`: service time of its row.

    `looks`: it may have been placed before. `late`: then it is only looked for, and not rung any more. `hears`: whether
    the provider listens for a machine.
    """

    leg: UUID
    tenant: str
    to: str
    from_: str
    seconds: int
    made_at: datetime
    looks: bool
    late: bool
    hears: bool = True


class Legs(Protocol):
    """The rows that legs are rung for. A leg has its row's id; each of these happens in a transaction of its own."""

    named: str
    """What the outbox's payload calls the row's id."""

    def dialling(self, session: Session, leg: UUID, tries: int) -> Dialling | None:
        """What to ring; None when it is not wanted any more, or was placed already. `tries`: this one counted."""

    def placed(self, session: Session, leg: UUID, provider_id: str) -> bool:
        """Write it down. False when nobody wants it any more: whoever waited left while the provider was asked."""

    def failed(self, session: Session, leg: UUID) -> None:
        """It cannot be rung, or not any more: that is a result, too."""


class LegPlacer:
    """The outbox's sender that rings a leg, as long as its row wants it."""

    patience = URGENT

    def __init__(
        self, database: Database, telephony: Callable[[], Telephony], addresses: Addresses, legs: Legs
    ) -> None:
        self._database, self._legs = database, legs
        self._dialler = Dialler(database, telephony, addresses)

    def __call__(self, message: Waiting) -> None:
        """Raises ProviderGone and DatabaseGone when it can be tried again, Refused for a number that never rings."""
        leg = UUID(message.payload[self._legs.named])
        with self._database.transaction() as session:
            dialling = self._legs.dialling(session, leg, message.attempts)
        if dialling is None:
            return
        try:
            provider_id = self._dialler.ring(dialling)
        except Refused:
            self._failed(leg)
            raise
        if provider_id is None:
            self._failed(leg)
        else:
            self._placed(dialling, provider_id)

    def _placed(self, dialling: Dialling, provider_id: str) -> None:
        with self._database.transaction() as session:
            if not self._legs.placed(session, dialling.leg, provider_id):
                hang_up(session, dialling.tenant, provider_id, session.execute(NOW).scalar_one())

    def _failed(self, leg: UUID) -> None:
        with self._database.transaction() as session:
            self._legs.failed(session, leg)


class Dialler:
    """Places the legs that are led by `/voice/leg/<id>`."""

    def __init__(self, database: Database, telephony: Callable[[], Telephony], addresses: Addresses) -> None:
        self._database, self._telephony, self._addresses = database, telephony, addresses

    def ring(self, dialling: Dialling) -> str | None:
        """The provider's id of the call, made now or before a crash; None when it is too late to ring.

        Raises ProviderGone, DatabaseGone and Refused.
        """
        found = self._found(dialling) if dialling.looks else None
        if found is None and dialling.late:
            return None
        return found or self._place(dialling)

    def _found(self, dialling: Dialling) -> str | None:
        since = dialling.made_at - SKEW
        listed = [
            each
            for each in self._telephony().find_calls(dialling.to, since)
            if each.direction == OUTGOING and each.from_raw == dialling.from_ and each.started_at >= since
        ]
        ids = [each.provider_call_id for each in sorted(listed, key=lambda each: each.started_at)]
        with self._database.transaction() as session:
            others = set(session.scalars(KNOWN, {"found": ids, "id": dialling.leg}))
        return next((each for each in ids if each not in others), None)

    def _place(self, dialling: Dialling) -> str:
        return self._telephony().place_call(
            to=dialling.to,
            from_=dialling.from_,
            url=self._addresses.person(dialling.leg, 0),
            status_url=self._addresses.person_status(dialling.leg),
            seconds=dialling.seconds,
            machine_url=self._addresses.person_machine(dialling.leg) if dialling.hears else "",
        )
