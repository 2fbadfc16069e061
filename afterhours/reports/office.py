"""The office of a council as it was and will be: its calendar with every switch, those that are over too.

Callers meet only the switches that hold now; who looks back at a night must know that the office closed early.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import HoursSwitch
from afterhours.rules.hours import Hours, Switch
from afterhours.rules.nights import REACH
from afterhours.site import Site
from ivr.flowfile.names import name


def office_of(session: Session, site: Site, tenant: str, now: datetime) -> Hours | None:
    """None for a council that has no office hours."""
    council = site.councils.get(tenant)
    hours = site.calendar(council.office_hours) if council and council.office_hours else None
    return replace(hours, switches=tuple(switches(session, hours, now))) if hours else None


def switches(session: Session, hours: Hours, now: datetime) -> Iterator[Switch]:
    """As long as each really held; one that was taken back at once never did."""
    query = (
        select(HoursSwitch)
        .where(HoursSwitch.calendar == name(hours.name), HoursSwitch.until > now - REACH)
        .order_by(HoursSwitch.since)
    )
    for row in session.scalars(query):
        until = min(row.until, row.ended_at) if row.ended_at else row.until
        if until > row.since:
            yield Switch(row.opens, row.since, until, by=row.set_by, reason=row.reason)
