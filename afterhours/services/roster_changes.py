"""One change of the rosters from end to end: entered, told to those whose shifts it moves, and checked for what it
leaves open."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from afterhours.models import RosterException, TemporarySchedule
from afterhours.rules.rosters.duty import by_people, gaps
from afterhours.services.enter_exception import Wish, cancel_exception, enter_exception, local
from afterhours.services.enter_temporary import Plan, enter_temporary
from afterhours.services.live_rosters import duty_of, live_roster
from afterhours.services.people import usable_numbers
from afterhours.services.shift_notices import telling_moved
from afterhours.services.switch_hours import Signed
from afterhours.site import Site


class Done(NamedTuple):
    """What was entered, and what whoever entered it should know."""

    row: RosterException
    warnings: tuple[str, ...]


def enter(session: Session, site: Site, wish: Wish, order: Signed) -> Done:
    """Enter one exception. Raises Refused."""
    with telling_moved(session, site, order.now):
        row = enter_exception(session, site, wish, order)
    return Done(row, (*left_open(session, site, row, order.now), *unreachable(session, row, order.now)))


def take_back(session: Session, site: Site, exception_id: UUID, order: Signed) -> RosterException | TemporarySchedule:
    """From now on it has no effect. Raises NotFound, Refused."""
    with telling_moved(session, site, order.now):
        return cancel_exception(session, exception_id, order)


def schedule(session: Session, site: Site, plan: Plan, order: Signed) -> TemporarySchedule:
    """Enter a temporary schedule. Raises Refused."""
    with telling_moved(session, site, order.now):
        return enter_temporary(session, site, plan, order)


def left_open(session: Session, site: Site, row: RosterException, now: datetime) -> Iterator[str]:
    """Where nobody is on duty within the exception."""
    duty = duty_of(live_roster(session, site, row.roster, now), row.duty)
    for gap in by_people(gaps(duty, row.starts_at, row.ends_at)):
        yield f"Nobody has {duty.name} from {local(gap.start, duty)} until {local(gap.end, duty)}."


def unreachable(session: Session, row: RosterException, now: datetime) -> Iterator[str]:
    """Who comes in and has no number that answered a test call."""
    usable = usable_numbers(session, row.came, now)
    for handle in row.came:
        if handle not in usable:
            yield f"{handle} has no number that answered a test call in the last 30 days."
