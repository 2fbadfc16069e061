"""The alarm on every page of the desk: an emergency that nobody has accepted in time.

Each page's own transaction asks for it (`webhooks.desk.access`); afterwards the page asks again by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from afterhours.models import Case, Emergency
from webhooks.desk.names import Names
from webhooks.pages.parts import book_of, of_app
from webhooks.pages.times import moment

MOST = 3
"""More than these are on the list of emergencies."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What the tables say of one. `raised_at` aware."""

    number: str
    tenant: str
    service: str
    location: str | None
    raised_at: datetime


def alarms_of(session: Session, seen: ColumnElement[bool]) -> list[Alarm]:
    """The longest waiting first. `seen`: the condition on `Case` of whoever looks."""
    query = (
        select(Case.number, Emergency.tenant, Emergency.service, Case.location, Emergency.raised_at)
        .join(Case, Case.id == Emergency.case_id)
        .where(seen, Emergency.state == "open", Emergency.alarmed_at.is_not(None))
        .order_by(Emergency.raised_at)
        .limit(MOST + 1)
    )
    return [Alarm(*row) for row in session.execute(query)]


def shown() -> dict[str, Any]:
    """For every template: the alarms of this page in words, none where nobody asked."""
    found: Sequence[Alarm] = g.get("alarms", ())
    if not found:
        return {"alarms": [], "more_alarms": False}
    names = Names(book_of(of_app()))
    return {"alarms": [worded(each, names) for each in found[:MOST]], "more_alarms": len(found) > MOST}


def worded(alarm: Alarm, names: Names) -> dict[str, Any]:
    at = moment(alarm.raised_at, names.zone(alarm.tenant), alarm.raised_at)
    return {"number": alarm.number, "what": names.service(alarm.service), "where": alarm.location or "", "raised": at}
