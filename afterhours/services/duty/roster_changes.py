"""One change of the rosters from end to end: entered, told to those whose shifts it moves, and checked for what it
leaves open."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from afterhours.models import RosterException, TemporarySchedule
from afterhours.rules.rosters.duty import Shift, by_people, gaps
from afterhours.rules.rosters.model import Roster
from afterhours.services.duty.enter_exception import Wish, cancel_exception, enter_exception, local
from afterhours.services.duty.enter_temporary import Plan, enter_temporary
from afterhours.services.duty.live_rosters import duty_of, live_roster
from afterhours.services.duty.shift_notices import telling_moved
from afterhours.services.people.known import usable_numbers
from afterhours.services.signing import Signed
from afterhours.site import Site


class Done(NamedTuple):
    """What was entered, and what whoever entered it should know: where nobody is on duty now, and who of those who
    come in has no number that answered a test call."""

    row: RosterException
    duty: Roster
    gaps: tuple[Shift, ...]
    unreachable: tuple[str, ...]

    def warnings(self) -> Iterator[str]:
        """In plain English, for commands."""
        for gap in self.gaps:
            start, end = local(gap.start, self.duty), local(gap.end, self.duty)
            yield f"Nobody has {self.duty.name} from {start} until {end}."
        for handle in self.unreachable:
            yield f"{handle} has no number that answered a test call in the last 30 days."


def enter(session: Session, site: Site, wish: Wish, order: Signed) -> Done:
    """Enter one exception. Raises Refused."""
    with telling_moved(session, site, order.now):
        row = enter_exception(session, site, wish, order)
    duty = duty_of(live_roster(session, site, row.roster, order.now), row.duty)
    usable = usable_numbers(session, row.came, order.now)
    return Done(
        row=row,
        duty=duty,
        gaps=tuple(by_people(gaps(duty, row.starts_at, row.ends_at))),
        unreachable=tuple(handle for handle in row.came if handle not in usable),
    )


def take_back(session: Session, site: Site, exception_id: UUID, order: Signed) -> RosterException | TemporarySchedule:
    """From now on it has no effect. Raises NotFound, Refused."""
    with telling_moved(session, site, order.now):
        return cancel_exception(session, exception_id, order)


def schedule(session: Session, site: Site, plan: Plan, order: Signed) -> TemporarySchedule:
    """Enter a temporary schedule. Raises Refused."""
    with telling_moved(session, site, order.now):
        return enter_temporary(session, site, plan, order)
