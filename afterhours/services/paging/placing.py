"""The outbox's sender that rings a person: at least once, and not twice, for it looks at the provider first.

Whoever takes the message up again after a crash cannot know whether the provider had accepted the call. So it asks for
the calls to this number since the attempt was made; one that belongs to no other attempt is this one's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from afterhours.models import Attempt, Emergency
from afterhours.rules.escalation import Plan
from afterhours.services.outbox import URGENT, Waiting, put_in
from afterhours.services.paging.attempts import END
from afterhours.services.paging.reports import end_attempt
from afterhours.site import Site
from ivr.addresses import Addresses
from ivr.errors import Refused
from ivr.store.database import Database
from ivr.telephony.port import Telephony

SKEW = timedelta(seconds=15)
"""Clocks differ: so much earlier than our own row may the provider's call have begun."""
OUTGOING = "outbound-api"
WANTED = {"page": ("open",), "second": ("accepted",), "again": ("open", "accepted"), "ask": ("accepted",), "tell": ()}
"""Purpose of a call -> states of the emergency in which it is still wanted."""

READ = select(Attempt, Emergency).join(Emergency, Emergency.id == Attempt.emergency_id)
KNOWN = text("select provider_id from attempt where provider_id = any(:found) and id <> :id")
PLACED = text("""
update attempt set provider_id = coalesce(provider_id, :provider_id), placed_at = coalesce(placed_at, ivr_now()),
  state = case state when 'waiting' then 'placed' else state end
where id = :id returning state, provider_id
""")


@dataclass(frozen=True, slots=True)
class Dialling:
    """One call to place: E.164, and for how many seconds it may ring. `made_at`: service time."""

    attempt: UUID
    tenant: str
    to: str
    from_: str
    seconds: int
    made_at: datetime
    looks: bool
    late: bool


class CallPlacer:
    """The sender for `page.call`."""

    patience = URGENT

    def __init__(
        self, database: Database, site: Callable[[], Site], telephony: Callable[[], Telephony], addresses: Addresses
    ) -> None:
        self._database, self._site, self._telephony, self._addresses = database, site, telephony, addresses

    def __call__(self, message: Waiting) -> None:
        """Raises ProviderGone and DatabaseGone when it can be tried again; a number that is refused is a result."""
        attempt = UUID(message.payload["attempt"])
        with self._database.transaction() as session:
            dialling = self._dialling(session, attempt, message.attempts)
        if dialling is None:
            return
        found = self._found(dialling) if dialling.looks else None
        if found is None and dialling.late:
            self._over(attempt, "failed")
            return
        try:
            provider_id = found or self._place(dialling)
        except Refused:
            self._over(attempt, "failed")
            raise
        self._placed(dialling, provider_id)

    def _dialling(self, session: Session, attempt_id: UUID, tries: int) -> Dialling | None:
        """None when it is not wanted any more, or was placed already."""
        attempt, emergency = session.execute(READ.where(Attempt.id == attempt_id)).one()
        if attempt.state == "over" or attempt.provider_id is not None:
            return None
        if not wanted(attempt, emergency):
            end_attempt(session, attempt_id, "superseded")
            return None
        levels = Plan.from_json(emergency.plan).levels
        seconds = levels[min(attempt.level, len(levels) - 1)].seconds
        late = session.scalar(text("select ivr_now()")) > attempt.created_at + timedelta(seconds=seconds)
        again = tries > 1 or attempt.state == "placed"
        return Dialling(
            attempt=attempt.id,
            tenant=attempt.tenant,
            to=attempt.to_e164,
            from_=self._site().duty_number(attempt.tenant),
            seconds=seconds,
            made_at=attempt.created_at,
            looks=again,
            late=again and late,
        )

    def _found(self, dialling: Dialling) -> str | None:
        """The provider's call that was made for this attempt before a crash."""
        since = dialling.made_at - SKEW
        listed = [
            each
            for each in self._telephony().find_calls(dialling.to, since)
            if each.direction == OUTGOING and each.from_raw == dialling.from_ and each.started_at >= since
        ]
        ids = [each.provider_call_id for each in sorted(listed, key=lambda each: each.started_at)]
        with self._database.transaction() as session:
            others = set(session.scalars(KNOWN, {"found": ids, "id": dialling.attempt}))
        return next((each for each in ids if each not in others), None)

    def _place(self, dialling: Dialling) -> str:
        return self._telephony().place_call(
            to=dialling.to,
            from_=dialling.from_,
            url=self._addresses.person(dialling.attempt, 0),
            status_url=self._addresses.person_status(dialling.attempt),
            seconds=dialling.seconds,
            machine_url=self._addresses.person_machine(dialling.attempt),
        )

    def _placed(self, dialling: Dialling, provider_id: str) -> None:
        """Write it down. Somebody may have accepted while the provider was asked: then it rings for nothing."""
        with self._database.transaction() as session:
            row: Any = session.execute(PLACED, {"id": dialling.attempt, "provider_id": provider_id}).one()
            if row.state == "over":
                now = session.scalar(text("select ivr_now()"))
                put_in(session, dialling.tenant, END, {"call": provider_id}, f"{END} {provider_id}", now)

    def _over(self, attempt: UUID, result: str) -> None:
        with self._database.transaction() as session:
            end_attempt(session, attempt, result)


def wanted(attempt: Attempt, emergency: Emergency) -> bool:
    """Whether the call still has a purpose."""
    return emergency.state in WANTED[attempt.purpose]
