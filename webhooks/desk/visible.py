"""Which cases a visitor may see: one condition that every query of the desk carries. Row security is behind it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from afterhours.models import Case, CaseEvent, CaseSight
from afterhours.services.screenpop.grants import held_cases
from webhooks.roles import Permission
from webhooks.signin.visitor import Visitor

STILL_THEIRS = timedelta(hours=24)
"""So long whoever wrote to a case may still see it: a night, and the questions of the morning after."""


def seen_by(visitor: Visitor, now: datetime, real_now: datetime) -> ColumnElement[bool]:
    """A condition on `Case`. `now`: service time."""
    return and_(*conditions(visitor, now, real_now))


def conditions(visitor: Visitor, now: datetime, real_now: datetime) -> Iterator[ColumnElement[bool]]:
    yield Case.tenant.in_(visitor.tenants)
    yield or_(Case.restricted.is_(None), Case.restricted.in_(visitor.groups))
    if Permission.ALL_CASES not in visitor.permissions:
        yield one_by_one(visitor, now, real_now)


def one_by_one(visitor: Visitor, now: datetime, real_now: datetime) -> ColumnElement[bool]:
    """The calls that were offered to them while that lasts, the cases whose number a caller read out, and those they
    wrote to a short while ago."""
    sight = select(CaseSight.case_id).where(CaseSight.user_id == visitor.user_id, CaseSight.until > real_now)
    wrote = select(CaseEvent.case_id).where(CaseEvent.actor == visitor.login, CaseEvent.at > now - STILL_THEIRS)
    return or_(Case.id.in_(held_cases(visitor.user_id, real_now)), Case.id.in_(sight), Case.id.in_(wrote))


def names_no_hidden_case(visitor: Visitor) -> ColumnElement[bool]:
    """A condition on `CaseEvent`: a link with a case that only another group may see is not told."""
    other = aliased(Case)
    number = CaseEvent.detail["case"].astext
    open_to_them = or_(other.restricted.is_(None), other.restricted.in_(visitor.groups))
    seen = select(other.id).where(other.number == number, other.tenant.in_(visitor.tenants), open_to_them)
    return or_(number.is_(None), seen.exists())
