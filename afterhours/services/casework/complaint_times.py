"""When a complaint is due, in the business time of its council's office."""

from dataclasses import replace
from datetime import datetime, timedelta

from afterhours.rules.due import BusinessDays, due_at
from afterhours.rules.hours import Hours
from afterhours.site import Site
from afterhours.site.model import Complaints, Target

SLACK = timedelta(days=21)
"""Beyond twice the days asked for: holidays lie in between."""


def promises_of(site: Site, tenant: str) -> Complaints:
    """Those of the council; the usual ones for a council that is gone from site.yaml. Where nobody is named, it goes up
    to the fallback person."""
    council = site.councils.get(tenant)
    if council is None or council.complaints.escalate_to:
        return council.complaints if council else Complaints()
    return replace(council.complaints, escalate_to=(council.fallback_person,))


def due(site: Site, tenant: str, target: Target, since: datetime) -> datetime | None:
    """The instant (UTC); None where business days are meant and the council keeps no office hours."""
    office = office_of(site, tenant)
    if target.seconds or office is None:
        return due_at(since, target.seconds, target.business_days, None)
    until = since + timedelta(days=2 * (target.business_days or 0)) + SLACK
    return due_at(since, None, target.business_days, BusinessDays(office, since, until))


def office_of(site: Site, tenant: str) -> Hours | None:
    council = site.councils.get(tenant)
    return site.calendar(council.office_hours) if council and council.office_hours else None
