"""One burst pipe, forty calls: the second is joined to the first by the person who is asked, the others page nobody."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text

from afterhours.models import Case, Emergency
from ivr.simulator.story import Caller
from tests.support.county import County
from tests.support.scheduled import at_work

PRIMARY, SECONDARY = "cy", "ann"
"""Who is on duty for water that Saturday."""


@pytest.fixture
def working(long_point: County) -> Iterator[County]:
    with at_work(long_point) as county:
        yield county


def reports_a_pipe(county: County, number: int, place: str) -> Caller:
    caller = county.phone(from_=f"+1519555{number:04}").presses("1").presses("1").hears("Where is it?")
    return caller.says(place).presses("1")


def the_first_two_calls(county: County) -> None:
    """Cy has one; Ann is asked for the second, and says that it is the same."""
    cy, ann = county.person(PRIMARY), county.person(SECONDARY)
    first = reports_a_pipe(county, 1001, "12 Main Street")
    cy = cy.rings().answers().hears("press 1").presses("1").hears("To accept").presses("1")
    cy.waits(20).hangs_up()
    first.hangs_up()
    reports_a_pipe(county, 1002, "near 20 Main Street").hangs_up()
    ann = ann.rings(within=120).answers().hears("press 1").presses("1").hears("same as another one, press 5")
    ann.presses("5").hears("For case").presses("1").hears("Kept together").hangs_up()


def by_state(county: County) -> dict[str, int]:
    with county.parts.database.transaction() as session:
        states = list(session.scalars(select(Emergency.state)))
    return {state: states.count(state) for state in states}


def rung_for(county: County) -> int:
    """How many calls and texts went out to people on duty."""
    with county.parts.database.transaction() as session:
        return int(session.scalar(text("select count(*) from attempt where purpose = 'page'")) or 0)


def test_forty_calls_about_one_pipe_are_forty_cases_and_page_two_people_once(working: County) -> None:
    the_first_two_calls(working)
    assert by_state(working) == {"accepted": 1, "joined": 1}
    paged = rung_for(working)
    for number in range(38):
        caller = reports_a_pipe(working, 1003 + number, f"{10 + number} Main Street")
        caller.hears("We know of this already").waits(25).hears("Your report is kept with the others").hangs_up()
    working.network.wait(120)
    assert by_state(working) == {"accepted": 1, "joined": 39}
    assert rung_for(working) == paged
    cases = working.cases()
    assert len({case.number for case in cases}) == len(cases) == 40
    with working.parts.database.transaction() as session:
        masters = set(session.scalars(select(Emergency.master_id).where(Emergency.state == "joined")))
    assert len(masters) == 1


def test_who_hangs_up_on_hearing_that_it_is_known_pages_nobody(working: County) -> None:
    the_first_two_calls(working)
    paged = rung_for(working)
    reports_a_pipe(working, 1003, "14 Main Street").hears("We know of this already").waits(4).hangs_up()
    working.network.wait(120)
    assert by_state(working) == {"accepted": 1, "joined": 2}
    assert rung_for(working) == paged


def test_who_hangs_up_before_they_can_have_heard_it_pages_people(working: County) -> None:
    the_first_two_calls(working)
    paged = rung_for(working)
    reports_a_pipe(working, 1003, "14 Main Street").waits(1).hangs_up()
    working.network.wait(120)
    assert by_state(working) == {"accepted": 1, "joined": 1, "open": 1}
    assert rung_for(working) > paged


def test_who_says_that_it_is_worse_or_reports_it_elsewhere_pages_people_as_ever(working: County) -> None:
    the_first_two_calls(working)
    for handle in (PRIMARY, SECONDARY, "duty-manager"):
        working.callee(handle).no_answer()
    reports_a_pipe(working, 1003, "14 Main Street").hears("If it is worse").presses("1").hears("Please hold")
    reports_a_pipe(working, 1004, "99 Elm Street").hears("Please hold")
    working.network.wait(90)
    assert by_state(working) == {"accepted": 1, "joined": 1, "open": 2}
    with working.parts.database.transaction() as session:
        open_ones = session.scalars(select(Emergency.id).where(Emergency.state == "open")).all()
        rung = set(session.scalars(text("select emergency_id from attempt")))
    assert set(open_ones) <= rung


def test_a_caller_who_hangs_up_before_saying_where_is_not_taken_for_a_known_one(working: County) -> None:
    the_first_two_calls(working)
    working.phone(from_="+15195551003").presses("1").presses("1").hears("Where is it?").hangs_up()
    working.network.wait(100)
    with working.parts.database.transaction() as session:
        last = session.scalars(select(Emergency).order_by(Emergency.raised_at.desc())).first()
        assert last is not None
        assert session.scalar(text("select count(*) from attempt where emergency_id = :id"), {"id": last.id})
        assert session.get_one(Case, last.case_id).priority == "emergency"
