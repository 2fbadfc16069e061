"""One change of the rosters from end to end: entered, and checked for what it leaves open."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from afterhours.models import RosterException
from afterhours.rules.rosters.duty import by_people, gaps
from afterhours.services.enter_exception import Wish, enter_exception, local
from afterhours.services.live_rosters import duty_of, live_roster
from afterhours.services.people import usable_numbers
from afterhours.services.switch_hours import Signed
from afterhours.site import Site


class Done(NamedTuple):
    """What was entered, and what whoever entered it should know."""

    row: RosterException
    warnings: tuple[str, ...]


def enter(session: Session, site: Site, wish: Wish, order: Signed) -> Done:
    """Enter one exception. Raises Refused."""
    row = enter_exception(session, site, wish, order)
    return Done(row, (*left_open(session, site, row, order.now), *unreachable(session, row, order.now)))


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
