"""A person on duty rings any line from their own number: with their PIN they hear their open emergencies first."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from afterhours.models import Emergency
from afterhours.services.people.known import person_by_handle
from afterhours.services.people.pins import set_pin
from tests.support.county import MAIN, RESIDENT, WEALDEN, County
from tests.support.scheduled import at_work

PIN = "4826"
PRIMARY, SECONDARY = "cy", "ann"


@pytest.fixture
def working(long_point: County) -> Iterator[County]:
    """Ann has a PIN, and nobody answers the telephone when they are rung."""
    with long_point.parts.database.transaction() as session:
        ann = person_by_handle(session, SECONDARY)
        assert ann is not None
        set_pin(session, ann, PIN, long_point.parts.clock.now())
    with at_work(long_point) as county:
        for handle in county.people:
            county.callee(handle).no_answer()
        yield county


def emergency(county: County) -> Emergency:
    with county.parts.database.transaction() as session:
        return session.scalars(select(Emergency)).one()


@pytest.mark.parametrize("line", [MAIN, WEALDEN], ids=["their council's line", "another council's line"])
def test_they_accept_on_whatever_line_and_talk_with_the_caller_who_waits(working: County, line: str) -> None:
    caller = working.phone().presses("1").presses("1").says("12 Main Street").presses("1").hears("Please hold")
    ann = working.phone(from_=working.number_of(SECONDARY), to=line)
    ann.hears("You call from your own number").presses(f"{PIN}#").hears("12 Main Street").hears("To accept")
    ann.presses("1").hears("It is yours now").waits(10).is_connected_to(RESIDENT)
    found = emergency(working)
    assert (found.state, found.accepted_by, found.accepted_how) == ("accepted", SECONDARY, "key")
    caller.waits(30).hangs_up()
    assert len(working.cases()) == 2, "their own call is a call like any other, and one case"


def test_without_the_pin_nothing_of_the_emergency_is_said_and_the_line_answers_as_ever(working: County) -> None:
    working.phone().presses("1").presses("1").says("12 Main Street").hangs_up()
    stranger = working.phone(from_=working.number_of(SECONDARY))
    stranger.hears("Enter your PIN").presses("1111#").hears("That is not right").presses("2222#").hears("9 1 1")
    assert "Main Street" not in " ".join(line.what for line in stranger.telephone.transcript)
    assert emergency(working).state == "open"


def test_a_person_on_duty_without_open_emergencies_is_a_caller_like_everybody(working: County) -> None:
    working.phone(from_=working.number_of(SECONDARY)).hears("9 1 1")
    assert working.calls()[0].turn == 1


def test_what_is_theirs_already_can_be_reported_done_the_same_way(working: County) -> None:
    working.phone().presses("1").presses("1").says("12 Main Street").hangs_up()
    ann = working.phone(from_=working.number_of(SECONDARY))
    ann.presses(f"{PIN}#").hears("To accept").presses("1").hears("The caller has hung up").hangs_up()
    again = working.phone(from_=working.number_of(SECONDARY)).presses(f"{PIN}#").hears("If it is done, press 1")
    again.presses("1").hears("It is noted as done")
    assert (emergency(working).state, emergency(working).ended_by) == ("done", SECONDARY)
    working.network.wait(5)
    assert next(case.status for case in working.cases() if case.service) == "resolved"
