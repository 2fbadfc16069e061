"""Opening and closing a calendar now, until a time; and back to what hours.yaml says."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import HoursSwitch
from afterhours.rules.hours import Hours
from afterhours.services.signing import Signed
from ivr.errors import Refused
from ivr.flowfile.names import name as canonical

LONGEST = timedelta(days=31)
"""What lasts longer belongs into hours.yaml, where everybody sees it coming."""


def switch_hours(session: Session, hours: Hours, order: Signed, until: datetime, reason: str, *, opens: bool) -> None:
    """Open or close the calendar from now until `until` (aware); an order that still holds is taken back with it.

    Raises Refused without a reason, for a time that is not to come, and for one that is too far away.
    """
    _check(order.now, until, reason)
    _end(session, hours, order)
    session.add(
        HoursSwitch(
            tenant=hours.tenant,
            calendar=canonical(hours.name),
            opens=opens,
            since=order.now,
            until=until,
            reason=reason.strip(),
            set_by=order.by,
        )
    )
    told = {"until": until.isoformat(), "reason": reason.strip()}
    session.add(order.entry(hours.tenant, "hours.opened" if opens else "hours.closed", f"hours {hours.name}", told))


def resume_hours(session: Session, hours: Hours, order: Signed) -> bool:
    """Back to the calendar; False when no order held."""
    ended = _end(session, hours, order)
    if ended:
        session.add(order.entry(hours.tenant, "hours.resumed", f"hours {hours.name}"))
    return ended


def _check(now: datetime, until: datetime, reason: str) -> None:
    if not reason.strip():
        raise Refused("Write a reason: colleagues see it, and ask no more.")
    if until <= now:
        raise Refused("This time has passed. Give a time to come, until when it is to hold.")
    if until - now > LONGEST:
        raise Refused(f"That is longer than {LONGEST.days} days. Write such dates into hours.yaml, under except:.")


def _end(session: Session, hours: Hours, order: Signed) -> bool:
    """Take back what still holds: of two orders the earlier would come back when the later expires."""
    holding = session.scalars(
        select(HoursSwitch)
        .where(
            HoursSwitch.calendar == canonical(hours.name),
            HoursSwitch.ended_at.is_(None),
            HoursSwitch.until > order.now,
        )
        .with_for_update()
    ).all()
    for each in holding:
        each.ended_at, each.ended_by = order.now, order.by
    return bool(holding)
