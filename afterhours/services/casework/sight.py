"""A caller reads out a case number, and the agent may see that case for the rest of the shift.

A full number with its check digit is a key of nine digits: guessing is slowed by what the audit remembers, and whatever
is refused is refused alike, so that nobody learns which numbers exist.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from afterhours.models import AuditEntry, Case, CaseSight
from afterhours.services.casework.shift import SHIFT

GIVEN, REFUSED = "case.sight_given", "case.sight_refused"
REMEMBERED = timedelta(minutes=15)
OF_ONE, OF_ADDRESS = 5, 40
"""So many refusals within `REMEMBERED` an agent may have, and a network address, behind which many agents sit."""


def may_try(session: Session, tenants: tuple[str, ...], login: str, address: str | None, now: datetime) -> bool:
    """Whether this agent may try another number. `now`: real time."""
    recent = (AuditEntry.tenant.in_(tenants), AuditEntry.at > now - REMEMBERED, AuditEntry.action == REFUSED)
    mine = select(func.count()).where(*recent, AuditEntry.actor == login)
    near = select(func.count()).where(*recent, AuditEntry.address == address)
    return (session.scalar(mine) or 0) < OF_ONE and (address is None or (session.scalar(near) or 0) < OF_ADDRESS)


def give_sight(session: Session, case: Case, user_id: UUID, now: datetime) -> None:
    """The user may see `case` for a shift from `now` (real time)."""
    session.add(CaseSight(tenant=case.tenant, user_id=user_id, case_id=case.id, given_at=now, until=now + SHIFT))
    session.flush()


def sees(session: Session, case_id: UUID, user_id: UUID, now: datetime) -> bool:
    """Whether the user was given sight of this case that still holds. `now`: real time."""
    held = select(CaseSight.id).where(
        CaseSight.user_id == user_id, CaseSight.case_id == case_id, CaseSight.until > now
    )  # fmt: skip
    return session.scalar(held.limit(1)) is not None
