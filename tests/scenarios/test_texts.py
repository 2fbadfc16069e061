"""Texts beside the calls, from the scheduler to the telephone in somebody's hand and back again."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from afterhours.models import Attempt, Case, Emergency, Person, TextMessage
from afterhours.services.people.pins import set_pin
from ivr.flowfile.names import name
from tests.support.county import MAIN, SATURDAY_NIGHT, County
from tests.support.emergencies import an_emergency
from tests.support.scheduled import at_work
from webhooks.app import create_app

pytestmark = pytest.mark.database
PIN = "4711"


@pytest.fixture(name="working")
def a_working_county(long_point: County) -> Iterator[County]:
    with at_work(long_point) as county:
        yield county


def raised(county: County, at: int = 0) -> UUID:
    """Water: due now, and to be paged by the plan of rosters.yaml."""
    with county.parts.database.transaction() as session:
        plan = county.parts.site.rosters["water"].plan.as_json()
        emergency = an_emergency(session, at, plan=plan, raised_at=SATURDAY_NIGHT, due_at=SATURDAY_NIGHT)
        case = session.get_one(Case, session.get_one(Emergency, emergency).case_id)
        case.location = "12 Main Street"
        return emergency


def on_duty(county: County, emergency: UUID) -> str:
    """The handle of whoever was texted first."""
    county.network.wait(3)
    with county.parts.database.transaction() as session:
        asked = select(Attempt.person).where(Attempt.emergency_id == emergency, Attempt.kind == "text")
        return session.scalars(asked.order_by(Attempt.created_at)).all()[0]


def given_a_pin(county: County, handle: str) -> None:
    with county.parts.database.transaction() as session:
        person = session.scalars(select(Person).where(Person.canonical_handle == name(handle))).one()
        set_pin(session, person, PIN, SATURDAY_NIGHT)


def state(county: County, emergency: UUID) -> Emergency:
    with county.parts.database.transaction() as session:
        return session.get_one(Emergency, emergency)


def texts_of(county: County, **wanted: Any) -> list[TextMessage]:
    with county.parts.database.transaction() as session:
        return list(session.scalars(select(TextMessage).filter_by(**wanted).order_by(TextMessage.created_at)))


def test_whoever_is_on_duty_is_texted_what_where_and_a_link_and_the_link_takes_it(working: County) -> None:
    emergency = raised(working)
    handle = on_duty(working, emergency)
    person = working.person(handle).gets_text("EMERGENCY: Burst water pipe")
    assert "/accept/" in person.link
    browser = create_app(working.parts).test_client()
    path = person.link.removeprefix(working.base)
    assert "12 Main Street" in browser.get(path).text
    assert state(working, emergency).state == "open"
    browser.post(path)
    taken = state(working, emergency)
    assert (taken.state, taken.accepted_by, taken.accepted_how) == ("accepted", name(handle), "link")
    person.gets_text("YOU HAVE IT")


def test_whoever_is_on_duty_takes_it_by_text(working: County) -> None:
    emergency = raised(working)
    handle = on_duty(working, emergency)
    given_a_pin(working, handle)
    person = working.person(handle).gets_text("EMERGENCY")
    person.texts(f"TAKE {PIN}", to=MAIN).gets_text("YOU HAVE IT: Burst water pipe")
    taken = state(working, emergency)
    assert (taken.state, taken.accepted_by, taken.accepted_how) == ("accepted", name(handle), "text")


def test_what_became_of_a_text_is_the_result_of_its_attempt(working: County) -> None:
    emergency = raised(working)
    handle = on_duty(working, emergency)
    working.network.wait(10)
    (sent,) = texts_of(working, emergency_id=emergency, purpose="page", person=handle)
    assert (sent.status, sent.delivered_at is not None) == ("delivered", True)
    assert result(working, emergency, handle) == "delivered"


def test_a_text_that_cannot_be_delivered_says_so_with_its_attempt(working: County) -> None:
    for handle in working.people:
        working.callee(handle).cannot_be_texted()
    emergency = raised(working)
    handle = on_duty(working, emergency)
    working.network.wait(10)
    (sent,) = texts_of(working, emergency_id=emergency, purpose="page", person=handle)
    assert (sent.status, sent.error) == ("undelivered", "30006")
    assert result(working, emergency, handle) == "undelivered"


def result(county: County, emergency: UUID, handle: str) -> str | None:
    with county.parts.database.transaction() as session:
        asked = select(Attempt.result).filter_by(emergency_id=emergency, kind="text", person=handle, purpose="page")
        return session.scalars(asked.order_by(Attempt.created_at)).all()[0]


def test_who_said_stop_is_texted_no_more_and_learns_again_after_start(working: County) -> None:
    first = raised(working)
    handle = on_duty(working, first)
    duty_number = working.parts.site.duty_number("long-point-county")
    person = working.person(handle).gets_text("EMERGENCY")
    person.texts("STOP", to=duty_number).gets_text("unsubscribed")
    second = raised(working, 1)
    working.network.wait(5)
    person.got_no_text()
    (refused,) = texts_of(working, emergency_id=second, purpose="page", person=handle)
    assert (refused.status, "said STOP" in (refused.error or "")) == ("refused", True)
    person.texts("START", to=duty_number).gets_text("re-subscribed")
    third = raised(working, 2)
    person.gets_text("EMERGENCY")
    assert texts_of(working, emergency_id=third, person=handle)


def test_a_resident_s_text_gets_one_answer(working: County) -> None:
    working.network.text_in(from_="+15195550123", to=MAIN, body="There is a hole in the road")
    working.network.wait(5)
    (answer,) = [text.body for text in working.network.texting.all if text.direction == "outbound-reply"]
    assert answer.startswith("This number takes calls only. Please call +15195550100. Ce numéro ne reçoit")
