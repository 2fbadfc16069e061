"""What happened in councils over a span of days, counted; what the counts mean is said by `rules.figures`.

By the time of arrival. Restricted cases are in none of it: a number tells that there is one.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from afterhours.models import Call, Callback, Case, Offer, QueuedCall
from afterhours.rules.due import BusinessDays
from afterhours.rules.figures import Asked, Counts, part_of
from afterhours.site import Site

LONGEST_HOLIDAY = timedelta(days=21)
"""So far ahead a business day is looked for."""
UNRESTRICTED = Case.restricted.is_(None)


@dataclass(frozen=True, slots=True)
class Span:
    """Of these councils, from an instant until before another; all aware. `now`: service time."""

    tenants: Sequence[str]
    since: datetime
    until: datetime
    now: datetime

    def holds(self, tenant: Any, at: Any) -> ColumnElement[bool]:
        return and_(tenant.in_(self.tenants), at >= self.since, at < self.until)


def counted(session: Session, site: Site, span: Span) -> Counts:
    promised, reached, in_time, ended = promises(session, site, span)
    cases = and_(span.holds(Case.tenant, Case.opened_at), UNRESTRICTED, Case.call_id.is_not(None))
    return Counts(
        calls=calls(session, span),
        asked=list(asked(session, span)),
        transferred=transferred(session, span),
        promised=promised,
        reached=reached,
        in_time=in_time,
        ended=ended,
        first_contact=by(session, Case.first_contact, cases),
        dispositions=by(session, Case.disposition, cases),
        avoidable=by(session, Case.avoidable, cases),
    )


def calls(session: Session, span: Span) -> int:
    """Residents' calls: no legs, and nothing that was rung from here."""
    query = select(func.count()).select_from(Call).join(Case, Case.call_id == Call.id)
    inbound = (Call.direction == "inbound", Call.parent_id.is_(None))
    return session.scalar(query.where(span.holds(Call.tenant, Call.started_at), UNRESTRICTED, *inbound)) or 0


def by(session: Session, column: Any, which: ColumnElement[bool]) -> dict[Any, int]:
    query = select(column, func.count()).where(which, column.is_not(None)).group_by(column)
    return {row[0]: row[1] for row in session.execute(query)}


def asked(session: Session, span: Span) -> Iterator[Asked]:
    """Each call once, however many lines it waited in: answered if it was in any, else as it left the last one."""
    accepted = (
        select(Offer.queued_call_id, func.min(Offer.accepted_at).label("at"))
        .where(span.holds(Offer.tenant, Offer.offered_at), Offer.purpose == "caller", Offer.accepted_at.is_not(None))
        .group_by(Offer.queued_call_id)
        .subquery()
    )
    waited = QueuedCall.call_id, QueuedCall.entered_at, QueuedCall.state, QueuedCall.result, QueuedCall.ended_at
    query = (
        select(*waited, accepted.c.at)
        .join(Case, Case.id == QueuedCall.case_id)
        .outerjoin(accepted, accepted.c.queued_call_id == QueuedCall.id)
        .where(span.holds(QueuedCall.tenant, QueuedCall.entered_at), UNRESTRICTED)
        .where(QueuedCall.call_id.is_not(None), QueuedCall.callback_id.is_(None))
        .order_by(QueuedCall.call_id, QueuedCall.entered_at)
    )
    for _call, rows in groupby(session.execute(query), key=lambda row: row[0]):
        yield one(list(rows), span.now)


def one(rows: Sequence[Any], now: datetime) -> Asked:
    """Of one call, in the order of its lines."""
    came = rows[0].entered_at
    at = min((row.at for row in rows if row.at), default=None)
    last = rows[-1]
    waited = ((at or last.ended_at or now) - came).total_seconds()
    return Asked(part_of(last.state, last.result, waited, at is not None), max(0.0, waited) if at else None)


def transferred(session: Session, span: Span) -> int:
    """Calls in which a colleague, or an office, accepted the caller."""
    query = (
        select(func.count(func.distinct(Offer.call_id)))
        .join(Case, Case.id == Offer.case_id)
        .where(span.holds(Offer.tenant, Offer.offered_at), UNRESTRICTED)
        .where(Offer.purpose == "transfer", Offer.accepted_at.is_not(None))
    )
    return session.scalar(query) or 0


def promises(session: Session, site: Site, span: Span) -> tuple[int, int, int, int]:
    """(asked for, reached, tried within one business day, those whose business day is over or that were tried)."""
    tally: Counter[str] = Counter()
    for tenant in span.tenants:
        days = office_days(site, tenant, span)
        query = select(Callback.created_at, Callback.first_attempt_at, Callback.reached_at)
        own = (Callback.tenant == tenant, Callback.created_at >= span.since, Callback.created_at < span.until)
        for created, tried, reached in session.execute(query.join(Case).where(*own, UNRESTRICTED)):
            due = days.end_of(1, created) if days else None
            tally["promised"] += 1
            tally["reached"] += reached is not None
            tally["ended"] += due is not None and (tried is not None or due < span.now)
            tally["in_time"] += due is not None and tried is not None and tried <= due
    return tally["promised"], tally["reached"], tally["in_time"], tally["ended"]


def office_days(site: Site, tenant: str, span: Span) -> BusinessDays | None:
    council = site.councils.get(tenant)
    office = site.calendar(council.office_hours) if council and council.office_hours else None
    return BusinessDays(office, span.since, span.until + LONGEST_HOLIDAY) if office else None
