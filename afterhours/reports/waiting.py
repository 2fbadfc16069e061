"""The cases that wait for the office: messages that nobody has heard, and what is due."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from afterhours.models import Case
from afterhours.reports.facts import CaseTold
from afterhours.reports.stories import Tell
from afterhours.rules.lifecycle import FINISHED

MOST = 300
EARLIER = timedelta(days=60)
"""Cases that were opened longer ago than this are no matter of one morning."""
SHOWN = 40
"""So many of those that were there before are told one by one."""


def messages(session: Session, tenant: str, since: datetime, until: datetime, tell: Tell) -> list[CaseTold]:
    """Unfinished cases of the night with a message, in the order they came."""
    left = func.jsonb_array_length(Case.messages) > 0
    return [tell(case) for case in unfinished(session, tenant, since, until, left)]


def due(
    session: Session, tenant: str, since: datetime, until: datetime, by: datetime, tell: Tell, told: Collection[str]
) -> tuple[list[CaseTold], int]:  # fmt: skip
    """Unfinished cases, those that are late first: all of the night, and of those before it what is due `by` then.

    `told`: the numbers of cases that stand in another list already. Also says how many more of the earlier ones are
    due than are told.
    """
    of_the_night = [tell(case) for case in unfinished(session, tenant, since, until)]
    before = [tell(case) for case in unfinished(session, tenant, since - EARLIER, since)]
    earlier = sorted((each for each in before if each.due and each.due <= by and each.number not in told), key=when)
    found = [each for each in of_the_night if each.number not in told] + earlier[:SHOWN]
    return sorted(found, key=when), max(0, len(earlier) - SHOWN)


def when(case: CaseTold) -> tuple[bool, datetime]:
    """What has no hour comes last."""
    return case.due is None, case.due or case.opened_at


def unfinished(
    session: Session, tenant: str, since: datetime, until: datetime, *also: ColumnElement[bool]
) -> Sequence[Case]:
    query = (
        select(Case)
        .where(Case.tenant == tenant, Case.opened_at >= since, Case.opened_at < until)
        .where(Case.status.not_in(FINISHED), *also)
        .order_by(Case.opened_at)
        .limit(MOST)
    )
    return session.scalars(query).all()
