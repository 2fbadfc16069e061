"""Legal holds: nothing of a case, or of one person, is purged until somebody lifts it, and says why."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from afterhours.models import Case, Contact, LegalHold
from afterhours.services.signing import Signed
from ivr.errors import NotFound, Refused
from ivr.store.base import new_key

LONGEST = 1000


def hold_case(session: Session, case: Case, reason: str, by: Signed) -> LegalHold:
    """Raises Refused without a reason, and where it is held already."""
    return placed(session, case.tenant, reason, by, f"case {case.number}", case_id=case.id)


def hold_number(session: Session, tenant: str, e164: str, reason: str, by: Signed) -> LegalHold:
    """Everything of whoever calls from this number, or is texted at it."""
    return placed(session, tenant, reason, by, "a number", e164=e164)


def hold_contact(session: Session, contact: Contact, reason: str, by: Signed) -> LegalHold:
    """A record with all its numbers."""
    return placed(session, contact.tenant, reason, by, f"contact {contact.external_id}", contact_id=contact.id)


def lift_hold(session: Session, hold_id: UUID, reason: str, by: Signed) -> None:
    """From now on the purge finds what was held. Raises NotFound, and Refused without a reason."""
    why = worded(reason)
    lifted = update(LegalHold).where(LegalHold.id == hold_id, LegalHold.lifted_at.is_(None))
    tenant = session.scalar(
        lifted.values(lifted_at=by.now, lifted_by=by.by, lifted_because=why).returning(LegalHold.tenant)
    )
    if tenant is None:
        raise NotFound("There is no such hold, or it was lifted already.")
    audited(session, tenant, "hold.lifted", f"hold {hold_id}", by)


def holds(session: Session, *, lifted: bool = False) -> list[LegalHold]:
    """Those that stand, the newest first; with `lifted` also those that do not."""
    query = select(LegalHold).order_by(LegalHold.placed_at.desc())
    return list(session.scalars(query if lifted else query.where(LegalHold.lifted_at.is_(None))))


def placed(session: Session, tenant: str, reason: str, by: Signed, what: str, **of: object) -> LegalHold:
    why = worded(reason)
    same = [getattr(LegalHold, name) == value for name, value in of.items()]
    standing = select(LegalHold.id).where(LegalHold.tenant == tenant, LegalHold.lifted_at.is_(None), *same)
    if session.scalar(standing.limit(1)):
        raise Refused("This is held already. Lift that hold first, or leave it as it is.")
    hold = LegalHold(id=new_key(), tenant=tenant, reason=why, placed_by=by.by, placed_at=by.now, **of)
    session.add(hold)
    audited(session, tenant, "hold.placed", f"hold {hold.id}: {what}", by)
    return hold


def worded(reason: str) -> str:
    why = " ".join(reason.split())
    if not why:
        raise Refused("Say why: whoever decides about it later reads this.")
    if len(why) > LONGEST:
        raise Refused(f"A reason has at most {LONGEST} characters.")
    return why


def audited(session: Session, tenant: str, action: str, what: str, by: Signed) -> None:
    session.add(by.entry(tenant, action, what))
