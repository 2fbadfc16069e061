"""The one way in which a deed reaches a case: if it is still as its reader saw it, with what tells of it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from afterhours.models import Case, CaseEvent
from afterhours.services.live import tell_live
from afterhours.services.signing import Signed
from ivr.errors import Refused


class ChangedMeanwhile(Refused):
    """Somebody else has changed the case since it was read."""


def changed(session: Session, case: Case, version: int, values: Mapping[str, Any]) -> None:
    """Change the case if it still has `version`. Raises ChangedMeanwhile."""
    change = update(Case).where(Case.id == case.id, Case.version == version).values(**values, version=version + 1)
    done = session.execute(change.returning(Case.id), execution_options={"synchronize_session": False}).first()
    if done is None:
        raise ChangedMeanwhile("Somebody else has changed this case meanwhile. Look at it again, then decide.")
    session.refresh(case)


def told(session: Session, case: Case, by: Signed, what: str, /, **detail: Any) -> None:
    """The event of the case's history, the entry of the audit, and a word to the desks that have the case open.

    The audit says which fields, never what stands in them: a case's words are in its history.
    """
    session.add(CaseEvent(tenant=case.tenant, case_id=case.id, at=by.now, actor=by.by, what=what, detail=detail))
    audited(session, case, by, f"case.{what}", named(detail))
    tell_live(session, case.tenant, "case", group=case.restricted, id=case.id)


def audited(session: Session, case: Case, by: Signed, action: str, detail: Mapping[str, Any]) -> None:
    session.add(by.entry(case.tenant, action, f"case {case.number}", detail))


def named(detail: Mapping[str, Any]) -> dict[str, Any]:
    """What of an event's detail is no personal data: words stay out, fields are named."""
    kept = {name: value for name, value in detail.items() if name not in ("text", "fields")}
    return {**kept, "fields": sorted(detail["fields"])} if "fields" in detail else kept
