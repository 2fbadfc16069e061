"""At the desk a case becomes one group's alone, by its kind of request; and opens to all by a member of the group.

Whoever sends it there need not be one of them, and sees it no more: row security would refuse them the change itself,
so it goes by a function of the database that does this and nothing else.
"""

from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from afterhours.models import Case
from afterhours.services.casework.writing import changed, told
from afterhours.services.live import tell_live
from afterhours.services.queue.whose_line import look_again
from afterhours.services.signing import Signed
from ivr.errors import Refused

RESTRICT = text("select ivr_restrict(:case, :group)")


def restrict_case(session: Session, case_id: UUID, group: str | None) -> bool:
    """The last thing a transaction does with a case: from now on `group` alone sees it. None restricts nothing.

    False when nothing changed: a case that is some group's stays theirs.
    """
    if group is None:
        return False
    session.flush()
    look_again(session, case_id)
    tell_those_who_see(session, case_id)
    done = bool(session.scalar(RESTRICT, {"case": case_id, "group": group}))
    session.expire_all()
    return done


def tell_those_who_see(session: Session, case_id: UUID) -> None:
    """Everybody who may have it open, while they still may: their pages ask again, and are gone."""
    tenant = session.scalar(select(Case.tenant).where(Case.id == case_id))
    if tenant is not None:
        tell_live(session, tenant, "case", id=case_id)


def open_case(session: Session, case: Case, reason: str, by: Signed, version: int) -> None:
    """Everybody of its council may see it again. Only somebody who sees it can do this, and so one of the group.

    Raises Refused without a reason, ChangedMeanwhile when somebody else was faster.
    """
    why = " ".join(reason.split())
    if not why:
        raise Refused("Say why everybody may see it: it is read by whoever asks later.")
    group = case.restricted
    look_again(session, case.id)
    changed(session, case, version, {"restricted": None})
    told(session, case, by, "unrestricted", group=group, reason=why)
