"""The legs to people on duty, rung as long as their emergency wants them (`services/dialling.py`)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from afterhours.models import Attempt, Emergency
from afterhours.rules.escalation import Plan
from afterhours.services.dialling import NOW, Dialling
from afterhours.services.paging.reports import end_attempt
from afterhours.site import Site

WANTED = {"page": ("open",), "second": ("accepted",), "again": ("open", "accepted"), "ask": ("accepted",), "tell": ()}
"""Purpose of a call -> states of the emergency in which it is still wanted."""

READ = select(Attempt, Emergency).join(Emergency, Emergency.id == Attempt.emergency_id)
PLACED = text("""
update attempt set provider_id = coalesce(provider_id, :provider_id), placed_at = coalesce(placed_at, ivr_now()),
  state = case state when 'waiting' then 'placed' else state end
where id = :id returning state
""")


class PagedLegs:
    """`Legs` of attempts; the outbox calls them `page.call`."""

    named = "attempt"

    def __init__(self, site: Callable[[], Site]) -> None:
        self._site = site

    def dialling(self, session: Session, leg: UUID, tries: int) -> Dialling | None:
        attempt, emergency = session.execute(READ.where(Attempt.id == leg)).one()
        if attempt.state == "over" or attempt.provider_id is not None:
            return None
        if not wanted(attempt, emergency):
            end_attempt(session, leg, "superseded")
            return None
        levels = Plan.from_json(emergency.plan).levels
        seconds = levels[min(attempt.level, len(levels) - 1)].seconds
        late = session.execute(NOW).scalar_one() > attempt.created_at + timedelta(seconds=seconds)
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

    def placed(self, session: Session, leg: UUID, provider_id: str) -> bool:
        """Somebody may have accepted while the provider was asked."""
        state: str = session.execute(PLACED, {"id": leg, "provider_id": provider_id}).scalar_one()
        return state != "over"

    def failed(self, session: Session, leg: UUID) -> None:
        end_attempt(session, leg, "failed")


def wanted(attempt: Attempt, emergency: Emergency) -> bool:
    """Whether the call still has a purpose."""
    return emergency.state in WANTED[attempt.purpose]
