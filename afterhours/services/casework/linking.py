"""Cases that belong together. A repeated call keeps a case of its own, and is linked to the one before.

That is how first contact and avoidable contact can be reckoned: each call is counted, and none of them twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from afterhours.models import Case, CaseLink
from afterhours.rules.lifecycle import FINISHED
from afterhours.services.casework.moving import move_case
from afterhours.services.casework.writing import told
from afterhours.services.signing import Signed
from ivr.errors import NotFound, Refused
from ivr.store.base import new_key

KINDS = ("repeat_of", "progress_chase_of", "duplicate_of", "follow_up_of", "parent")
WITHIN = timedelta(days=7)
"""So long after a case a call from the same number about the same is taken to be about it."""
SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Linked:
    """A case beside this one. `ahead`: this case is `kind` that one; otherwise that one is of this."""

    link_id: UUID
    kind: str
    ahead: bool
    case: Case


def link_cases(session: Session, case: Case, other: Case, kind: str, by: Signed, version: int) -> None:
    """`case` is `kind` of `other`; a duplicate is closed with that. Raises Refused for what makes no sense, and
    ChangedMeanwhile when the duplicate was changed since it was read."""
    check(session, case, other, kind)
    session.add(
        CaseLink(
            id=new_key(), tenant=case.tenant, from_id=case.id, to_id=other.id, kind=kind, made_at=by.now, made_by=by.by
        )
    )
    session.flush()
    told(session, case, by, "linked", kind=kind, case=other.number)
    told(session, other, by, "linked_from", kind=kind, case=case.number)
    if kind == "duplicate_of" and case.status not in FINISHED:
        move_case(session, case, "closed", "duplicate", by, version)


def unlink_cases(session: Session, case: Case, link_id: UUID, by: Signed) -> None:
    """Take a link of `case` back. Raises NotFound for one that is not there."""
    link = session.get(CaseLink, link_id)
    if link is None or case.id not in (link.from_id, link.to_id):
        raise NotFound("There is no such link: somebody has taken it back already.")
    session.execute(delete(CaseLink).where(CaseLink.id == link_id))
    other = session.get_one(Case, link.to_id if link.from_id == case.id else link.from_id)
    told(session, case, by, "unlinked", kind=link.kind, case=other.number)
    told(session, other, by, "unlinked", kind=link.kind, case=case.number)


def check(session: Session, case: Case, other: Case, kind: str) -> None:
    if kind not in KINDS:
        raise Refused(f"Choose one of: {', '.join(KINDS)}.")
    if case.id == other.id:
        raise Refused("That is this case itself. Give the number of the other one.")
    if case.tenant != other.tenant:
        raise Refused("That case belongs to another council.")
    there = session.scalars(
        select(CaseLink).where(
            or_(
                (CaseLink.from_id == case.id) & (CaseLink.to_id == other.id),
                (CaseLink.from_id == other.id) & (CaseLink.to_id == case.id),
            ),
            CaseLink.kind == kind,
        )
    ).first()
    if there is not None:
        raise Refused("The two are linked so already.")


def links_of(session: Session, case: Case, visible: Select[Case]) -> Sequence[Linked]:
    """Both ways, among the cases of `visible`; those that this case points at first."""
    rows = session.scalars(select(CaseLink).where(or_(CaseLink.from_id == case.id, CaseLink.to_id == case.id))).all()
    others = {row.to_id if row.from_id == case.id else row.from_id for row in rows}
    cases = {each.id: each for each in session.scalars(visible.where(Case.id.in_(others)))} if others else {}
    found = [
        Linked(row.id, row.kind, ahead, cases[key])
        for row in sorted(rows, key=lambda row: row.made_at)
        for ahead, key in [(row.from_id == case.id, row.to_id if row.from_id == case.id else row.from_id)]
        if key in cases
    ]
    return sorted(found, key=lambda each: not each.ahead)


def suggested(session: Session, case: Case, visible: Select[Case]) -> Sequence[tuple[Case, str]]:
    """Earlier cases that this one may be about again, the latest first, each with the kind of link that would fit."""
    if case.own_number is None or case.service is None:
        return []
    query = visible.where(
        Case.tenant == case.tenant,
        Case.caller_e164 == case.own_number,
        Case.service == case.service,
        Case.opened_at < case.opened_at,
        Case.opened_at >= case.opened_at - WITHIN,
        Case.id.not_in(select(CaseLink.to_id).where(CaseLink.from_id == case.id)),
        Case.id.not_in(select(CaseLink.from_id).where(CaseLink.to_id == case.id)),
    )
    found = session.scalars(query.order_by(Case.opened_at.desc()).limit(SUGGESTED)).all()
    return [(each, "repeat_of" if each.status in FINISHED else "progress_chase_of") for each in found]
