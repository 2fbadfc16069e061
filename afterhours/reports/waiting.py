"""The cases that wait for the office: messages that nobody has heard, and what is due."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from afterhours.models import Case
from afterhours.reports.facts import CaseTold
from afterhours.reports.stories import Tell
from afterhours.rules.lifecycle import FINISHED

EARLIER = timedelta(days=60)
"""Cases that were opened longer ago than this are no matter of one morning."""
SHOWN, SHOWN_BEFORE = 200, 40
"""So many of the night, and of those that were there before, are told one by one."""
READ = 3000
"""So many unfinished cases are read, the newest; whoever has more has other troubles than a list."""


def messages(
    session: Session, tenant: str, since: datetime, until: datetime, tell: Tell, seen: ColumnElement[bool]
) -> list[CaseTold]:
    """Unfinished cases of the night with a message, in the order they came. `seen`: which the reader may see."""
    left = func.jsonb_array_length(Case.messages) > 0
    return [tell(case) for case in unfinished(session, tenant, since, until, seen, left)]


def due(
    session: Session,
    tenant: str,
    since: datetime,
    until: datetime,
    by: datetime,
    tell: Tell,
    told: Collection[str],
    seen: ColumnElement[bool],
) -> tuple[list[CaseTold], int]:
    """Unfinished cases, those that are late first: all of the night, and of those before it what is due `by` then.

    `told`: the numbers of cases that stand in another list already. Also says how many more wait than are told.
    """
    cases = [tell(case) for case in unfinished(session, tenant, since - EARLIER, until, seen)]
    left = sorted((case for case in cases if case.number not in told), key=when)
    of_the_night = [case for case in left if case.opened_at >= since]
    before = [case for case in left if case.opened_at < since and case.due and case.due <= by]
    found = sorted(of_the_night[:SHOWN] + before[:SHOWN_BEFORE], key=when)
    return found, len(of_the_night) + len(before) - len(found)


def when(case: CaseTold) -> tuple[bool, datetime]:
    """What has no hour comes last."""
    return case.due is None, case.due or case.opened_at


def unfinished(
    session: Session, tenant: str, since: datetime, until: datetime, *also: ColumnElement[bool]
) -> Sequence[Case]:
    """In the order they were opened."""
    query = (
        select(Case)
        .where(Case.tenant == tenant, Case.opened_at >= since, Case.opened_at < until)
        .where(Case.status.not_in(FINISHED), *also)
        .order_by(Case.opened_at.desc())
        .limit(READ)
    )
    return session.scalars(query).all()[::-1]
