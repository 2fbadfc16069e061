"""A temporary schedule: for a span its own shifts count, and nothing else of a duty does."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from afterhours.models import TemporarySchedule
from afterhours.services.duty.enter_exception import LONGEST, audited, known, lock
from afterhours.services.duty.live_rosters import duty_of, live_roster
from afterhours.services.signing import Signed
from afterhours.site import Site
from ivr.errors import Refused
from ivr.flowfile.names import name as canonical


@dataclass(frozen=True, slots=True)
class PlannedShift:
    """From `start` until `end` (aware) `people` are on duty."""

    start: datetime
    end: datetime
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What replaces a duty from `start` until `end` (aware); where no shift is, nobody is on duty."""

    roster: str
    duty: str
    name: str
    start: datetime
    end: datetime
    shifts: tuple[PlannedShift, ...]
    reason: str


def enter_temporary(session: Session, site: Site, plan: Plan, order: Signed) -> TemporarySchedule:
    """Raises Refused (NotFound for names) with what to do instead."""
    lock(session, plan.roster)
    roster = live_roster(session, site, plan.roster, order.now)
    duty = duty_of(roster, plan.duty)
    check(plan, order.now)
    if any(each.start < plan.end and each.end > plan.start for each in duty.temporary):
        raise Refused("Another temporary schedule holds then. Cancel it first, or choose another time.")
    row = TemporarySchedule(
        tenant=roster.tenant,
        roster=canonical(roster.name),
        duty=canonical(duty.name.rpartition("/")[2]),
        name=plan.name.strip(),
        starts_at=plan.start,
        ends_at=plan.end,
        shifts=[
            {
                "start": each.start.isoformat(),
                "end": each.end.isoformat(),
                "people": list(known(session, site, each.people)),
            }
            for each in plan.shifts
        ],
        reason=plan.reason.strip(),
        entered_by=order.by,
        entered_at=order.now,
    )
    session.add_all([row, audited(row, "roster.temporary", order)])
    session.flush()
    return row


def check(plan: Plan, now: datetime) -> None:
    if plan.start < now:
        raise Refused("It begins in the past, and what was on duty then stays as it was. Begin now or later.")
    if plan.end <= plan.start:
        raise Refused("It ends before it begins. Exchange the two times.")
    if plan.end - plan.start > LONGEST:
        raise Refused("That is longer than a year. Write it into rosters.yaml, under changes:.")
    if not plan.name.strip() or not plan.reason.strip():
        raise Refused("Write a name and a reason: for this time nothing else counts, and colleagues will ask why.")
    if not plan.shifts:
        raise Refused("There is no shift in it, so nobody would be on duty. Give at least one.")
    for each in plan.shifts:
        if each.end <= each.start or each.start < plan.start or each.end > plan.end or not each.people:
            raise Refused("Every shift needs people, has to end after it begins, and to lie within the schedule.")
