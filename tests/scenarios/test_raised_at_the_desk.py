"""An agent raises an emergency while they talk with its caller: others are called, and the caller stays there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from afterhours.models import Case, Emergency
from afterhours.services.emergencies.raise_emergency import raise_emergency
from afterhours.services.queue.acceptors import put_through
from afterhours.services.queue.transfers import connect, leave
from ivr.errors import Refused
from tests.support.day import Day, a_day

pytestmark = pytest.mark.database
RESIDENT = "+15195550123"


@pytest.fixture
def day(database_url: str, tmp_path: Path) -> Iterator[Day]:
    with a_day(database_url, tmp_path) as made:
        yield made


def raised(day: Day) -> None:
    """What the page of the call does."""
    with day.parts.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        case.location = "12 Main Street"
        plan = day.parts.site.plan_of("water")
        raise_emergency(session, case, "water-main-break", "water", plan, "nora", day.now())


def test_the_person_on_duty_accepts_while_the_agent_and_the_caller_go_on_talking(day: Day) -> None:
    nora = day.agent("nora")
    caller = day.caller()
    nora.rings().answers().hears("A caller is waiting").presses("1").waits(5).is_connected_to(RESIDENT)
    raised(day)
    bo = day.county.person("bo")
    bo.rings().answers().hears("County line, for Bo").presses("1").hears("12 Main Street").presses("1")
    caller.waits(10)
    nora.is_connected_to(RESIDENT)
    with day.parts.database.transaction() as session:
        emergency = session.scalars(select(Emergency)).one()
        assert (emergency.state, emergency.accepted_by, emergency.call_id) == ("accepted", "bo", None)
    caller.hangs_up()


def test_the_caller_is_put_through_to_the_person_who_accepted_and_who_was_asked_first(day: Day) -> None:
    nora = day.agent("nora")
    caller = day.caller()
    nora.rings().answers().hears("A caller is waiting").presses("1").waits(5).is_connected_to(RESIDENT)
    raised(day)
    bo = day.county.person("bo")
    bo.rings().answers().hears("County line, for Bo").presses("1").hears("12 Main Street").presses("1")
    bo.hears("It is yours now").hangs_up()
    with day.parts.database.transaction() as session:
        emergency = session.scalars(select(Emergency)).one()
        put_through(session, day.user("nora"), emergency.id, day.now())
    caller.waits(3).hears("A colleague is being asked")
    bo.rings().answers().hears("hands a caller over").presses("1").waits(5).is_connected_to(nora.number)
    with day.parts.database.transaction() as session:
        connect(session, day.user("nora"), day.now())
    bo.waits(5).is_connected_to(RESIDENT)
    with day.parts.database.transaction() as session:
        leave(session, day.user("nora"), day.now())
    caller.waits(5).is_connected_to(bo.number)


def test_an_emergency_that_nobody_has_accepted_has_nobody_to_put_through_to(day: Day) -> None:
    nora = day.agent("nora")
    day.caller()
    nora.rings().answers().hears("A caller is waiting").presses("1").waits(5).is_connected_to(RESIDENT)
    raised(day)
    with day.parts.database.transaction() as session:
        emergency = session.scalars(select(Emergency)).one()
        with pytest.raises(Refused):
            put_through(session, day.user("nora"), emergency.id, day.now())
