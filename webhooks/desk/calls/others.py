"""The other cases of whoever calls: all of them by number, kind and status; what they are about for those who may know.

An agent of an answering company sees the case of their call alone (`Desk.cases`). That the caller has others, and how
they stand, they may tell the caller; so these rows are read column by column, and never as cases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from afterhours.models import Case
from webhooks.desk.access import Desk

MOST = 6
"""So many are shown: open ones first, then the last."""


@dataclass(frozen=True, slots=True)
class Other:
    """`service` and `subject` are None for whoever may not know; `opens`: whether the visitor may open it."""

    number: str
    kind: str
    status: str
    opened_at: datetime
    service: str | None
    subject: str | None
    opens: bool


def others_of(desk: Desk, case: Case, *, about: bool) -> Sequence[Other]:
    """The same council's other cases of the number that rings. `about`: what they are about is told, too."""
    if not case.own_number:
        return []
    of_caller = (Case.tenant == case.tenant, Case.caller_e164 == case.own_number, Case.id != case.id)
    unrestricted = or_(Case.restricted.is_(None), Case.restricted.in_(desk.visitor.groups))
    over = Case.status.in_(("resolved", "closed"))
    query = (
        select(Case.number, Case.kind, Case.status, Case.opened_at, *((Case.service, Case.subject) if about else ()))
        .where(desk.own(Case.tenant), unrestricted, *of_caller)
        .order_by(over, Case.opened_at.desc())
        .limit(MOST)
    )
    opens = set(desk.session.scalars(desk.cases().with_only_columns(Case.number).where(*of_caller)))
    return [
        Other(
            number=row.number,
            kind=row.kind,
            status=row.status,
            opened_at=row.opened_at,
            service=row.service if about else None,
            subject=row.subject if about else None,
            opens=row.number in opens,
        )
        for row in desk.session.execute(query)
    ]
