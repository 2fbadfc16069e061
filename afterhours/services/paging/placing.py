"""The outbox's sender that rings a person on duty, as long as their emergency wants them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from afterhours.models import Attempt, Emergency
from afterhours.rules.escalation import Plan
from afterhours.services.dialling import Dialler, Dialling
from afterhours.services.outbox import URGENT, Waiting, put_in
from afterhours.services.paging.attempts import END
from afterhours.services.paging.reports import end_attempt
from afterhours.site import Site
from ivr.addresses import Addresses
from ivr.errors import Refused
from ivr.store.database import Database
from ivr.telephony.port import Telephony

WANTED = {"page": ("open",), "second": ("accepted",), "again": ("open", "accepted"), "ask": ("accepted",), "tell": ()}
"""Purpose of a call -> states of the emergency in which it is still wanted."""

READ = select(Attempt, Emergency).join(Emergency, Emergency.id == Attempt.emergency_id)
PLACED = text("""
update attempt set provider_id = coalesce(provider_id, :provider_id), placed_at = coalesce(placed_at, ivr_now()),
  state = case state when 'waiting' then 'placed' else state end
where id = :id returning state, provider_id
""")


class CallPlacer:
    """The sender for `page.call`."""

    patience = URGENT

    def __init__(
        self, database: Database, site: Callable[[], Site], telephony: Callable[[], Telephony], addresses: Addresses
    ) -> None:
        self._database, self._site = database, site
        self._dialler = Dialler(database, telephony, addresses)

    def __call__(self, message: Waiting) -> None:
        """Raises ProviderGone and DatabaseGone when it can be tried again; a number that is refused is a result."""
        attempt = UUID(message.payload["attempt"])
        with self._database.transaction() as session:
            dialling = self._dialling(session, attempt, message.attempts)
        if dialling is None:
            return
        try:
            provider_id = self._dialler.ring(dialling)
        except Refused:
            self._over(attempt, "failed")
            raise
        if provider_id is None:
            self._over(attempt, "failed")
        else:
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
            leg=attempt.id,
            tenant=attempt.tenant,
            to=attempt.to_e164,
            from_=self._site().duty_number(attempt.tenant),
            seconds=seconds,
            made_at=attempt.created_at,
            looks=again,
            late=again and late,
        )

    def _placed(self, dialling: Dialling, provider_id: str) -> None:
        """Write it down. Somebody may have accepted while the provider was asked: then it rings for nothing."""
        with self._database.transaction() as session:
            row: Any = session.execute(PLACED, {"id": dialling.leg, "provider_id": provider_id}).one()
            if row.state == "over":
                now = session.scalar(text("select ivr_now()"))
                put_in(session, dialling.tenant, END, {"call": provider_id}, f"{END} {provider_id}", now)

    def _over(self, attempt: UUID, result: str) -> None:
        with self._database.transaction() as session:
            end_attempt(session, attempt, result)


def wanted(attempt: Attempt, emergency: Emergency) -> bool:
    """Whether the call still has a purpose."""
    return emergency.state in WANTED[attempt.purpose]
