"""What an agent writes into a case during a call: merged with what others wrote meanwhile, and told in its history.

One conditional update on `case.version`; whoever loses the race reads again and merges again. Notes and actions are
added to the history, never changed, so that two who write at once both stand there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from afterhours.models import Case, CaseEvent
from afterhours.rules.lifecycle import moved
from afterhours.rules.merging import merged
from afterhours.rules.wrapping import WRAPPED
from ivr.errors import Refused

FIELDS = (
    "caller_name",
    "contact_number",
    "location",
    "subject",
    "service",
    "priority",
    "callback_wanted",
    "disposition",
    "avoidable",
    "first_contact",
)
"""The fields of the form, as the case's columns are called."""
ADDED = ("note", "did")
"""Kinds of history that a form adds: a note, and what was done."""
TRIES = 5


@dataclass(frozen=True, slots=True)
class Taken:
    """`clashes`: field -> what somebody else wrote meanwhile; with any of them nothing was written."""

    clashes: Mapping[str, Any]
    written: frozenset[str] = frozenset()


def details_of(case: Case) -> dict[str, Any]:
    """The fields of the form as the case has them. How a call ended by itself is nothing that an agent has said."""
    told = {name: getattr(case, name) for name in FIELDS}
    return told | {"disposition": case.disposition if case.disposition in WRAPPED else None}


def take_details(
    session: Session,
    case_id: UUID,
    began: Mapping[str, Any],
    mine: Mapping[str, Any],
    who: str,
    now: datetime,
    *,
    added: Mapping[str, str] | None = None,
    wrap_up: bool = False,
) -> Taken:
    """Write what `who` (a login) changed since they `began`, and add `added` (one of `ADDED` -> text) to the history.

    `wrap_up`: the work on the call is done, and the case stands as its disposition says. Raises Refused when somebody
    writes again and again in between.
    """
    for _ in range(TRIES):
        theirs = current(session, case_id)
        found = merged(began, mine, details_of(theirs))
        if found.clashes:
            return Taken(found.clashes)
        if written(session, theirs, found.fields, who, now, wrap_up=wrap_up):
            tell(session, theirs, found.fields, added or {}, who, now, wrap_up=wrap_up)
            return Taken({}, frozenset(found.fields))
    raise Refused("Somebody else is writing into this case at this moment: save again.")


def current(session: Session, case_id: UUID) -> Case:
    """The case as it is committed now, whatever this session has read before."""
    return session.scalars(select(Case).where(Case.id == case_id).execution_options(populate_existing=True)).one()


def written(
    session: Session, theirs: Case, fields: Mapping[str, Any], who: str, now: datetime, *, wrap_up: bool
) -> bool:
    """Whether it was written: nobody has changed the case in between."""
    values = {**fields, **follows(theirs, fields, who, now, wrap_up=wrap_up), "version": theirs.version + 1}
    change = update(Case).where(Case.id == theirs.id, Case.version == theirs.version).values(values)
    return (
        session.execute(change.returning(Case.id), execution_options={"synchronize_session": False}).first() is not None
    )


def follows(theirs: Case, fields: Mapping[str, Any], who: str, now: datetime, *, wrap_up: bool) -> dict[str, Any]:
    """What follows from the change for the kind and the status."""
    service = fields.get("service", theirs.service)
    kind = "service_request" if service and theirs.kind in ("contact", "abandoned") else theirs.kind
    values: dict[str, Any] = {"kind": kind}
    if not wrap_up:
        return values | ({"status": "open"} if theirs.status == "new" else {})
    wanted = WRAPPED.get(fields.get("disposition", theirs.disposition) or "", "open")
    status = stands_after(theirs.status, wanted)
    values |= {"status": status, "wrapped_at": now, "wrapped_by": who}
    return values | ({"closed_at": now} if status == "closed" and theirs.closed_at is None else {})


def stands_after(status: str, wanted: str) -> str:
    """Whoever writes up a call that is over may find its case closed by that: it stays so when nothing is left to do,
    and opens again for what is."""
    if status == "closed" and wanted == "resolved":
        return status
    if status in ("resolved", "closed") and wanted == "waiting":
        status = moved(status, "open")
    return moved(status, wanted)


def tell(
    session: Session,
    theirs: Case,
    fields: Mapping[str, Any],
    added: Mapping[str, str],
    who: str,
    now: datetime,
    *,
    wrap_up: bool,
) -> None:
    """The history: what was changed, from what to what; then notes and actions; then that it is done."""
    before = {name: [getattr(theirs, name), value] for name, value in fields.items()}
    events: list[tuple[str, dict[str, Any]]] = [("changed", {"fields": before})] if before else []
    events += [(kind, {"text": text}) for kind, text in added.items() if text and kind in ADDED]
    events += [("wrapped_up", {})] if wrap_up else []
    for what, detail in events:
        session.add(CaseEvent(tenant=theirs.tenant, case_id=theirs.id, at=now, actor=who, what=what, detail=detail))
    session.flush()
    session.expire(theirs)
