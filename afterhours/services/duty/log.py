"""The duty log: who really was on duty, written down while it passes, and never changed afterwards.

The calculator of rosters answers for the past what today's lists say of it (docs/adr/0008), so each full hour is
written down once it is over, with the people and the reasons as they were then. What people did in a shift is counted
when somebody asks: it stands in the attempts and emergencies.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from afterhours.models import DutyLogEntry, Revision
from afterhours.rules.rosters.duty import Shift, shifts
from afterhours.rules.rosters.reasons import Reason
from afterhours.site import Site, SiteRoster
from ivr.store.base import new_key

LOCK = 311_004
LOOKS_BACK = timedelta(days=1)
"""How far back a duty is written down that has not been before: no further than this, and than the first release."""


def keep_duty_log(session: Session, site: Site, until: datetime) -> int:
    """Write down who was on duty until then (aware), as far as that is not written; how many stretches.

    `site`: with the rosters as they were in that time. Before a change of the rosters it is called with now, so that
    what was before stays; every hour by the scheduler. Safe to repeat, and at once from several machines.
    """
    session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK})
    written = written_until(session)
    first = max(first_release(session) or until, until - LOOKS_BACK)
    rows = [
        row_of(roster, duty, shift, until)
        for roster in site.rosters.values()
        for duty, rule in roster.duties.items()
        for shift in shifts(rule, written.get((roster.name, duty), first), until)
    ]
    if rows:
        session.execute(insert(DutyLogEntry).values(rows).on_conflict_do_nothing())
    return len(rows)


def full_hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def written_until(session: Session) -> Mapping[tuple[str, str], datetime]:
    """(Roster, duty) -> until when it is written down."""
    ends = select(DutyLogEntry.roster, DutyLogEntry.duty, func.max(DutyLogEntry.end_at))
    return {(roster, duty): end for roster, duty, end in session.execute(ends.group_by(*ends.selected_columns[:2]))}


def first_release(session: Session) -> datetime | None:
    return session.scalar(select(func.min(Revision.released_at)))


def row_of(roster: SiteRoster, duty: str, shift: Shift, now: datetime) -> dict[str, Any]:
    return {
        "id": new_key(),
        "tenant": roster.tenant,
        "roster": roster.name,
        "duty": duty,
        "start_at": shift.start,
        "end_at": shift.end,
        "people": list(shift.people),
        "why": list(map(reason_told, shift.why)),
        "written_at": now,
    }


def reason_told(reason: Reason) -> dict[str, Any]:
    """Without what is empty."""
    told = {"cause": reason.cause, "name": reason.name, "people": list(reason.people)}
    told |= {"detail": reason.detail, "by": reason.by, "until": reason.until.isoformat() if reason.until else ""}
    return {name: value for name, value in told.items() if value}


def entries_between(
    session: Session, since: datetime, until: datetime, tenants: Iterable[str]
) -> Iterator[DutyLogEntry]:
    """What is written of these councils between two instants, duty by duty, in order."""
    overlaps = (DutyLogEntry.start_at < until, DutyLogEntry.end_at > since, DutyLogEntry.tenant.in_(tenants))
    order = (DutyLogEntry.roster, DutyLogEntry.duty, DutyLogEntry.start_at)
    yield from session.scalars(select(DutyLogEntry).where(*overlaps).order_by(*order))
