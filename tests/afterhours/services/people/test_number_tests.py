"""Which test calls are due, and what their ends come to."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from afterhours.models import OutboxMessage, Person, PersonNumber
from afterhours.parts import Parts
from afterhours.rules.number_tests import TEST_AFTER
from afterhours.services.people.known import person_by_handle, trust_numbers
from afterhours.services.people.number_tests import KIND, ask_for_due, ask_now, confirm, settle
from afterhours.site import Site
from ivr.store.base import new_key
from tests.afterhours.conftest import NOW
from tests.support.emergencies import an_attempt, an_emergency

MORNING = datetime(2026, 12, 26, 15, 0, tzinfo=UTC)
"""10:00 in Toronto."""
ANN = ("+15195550171", "+15195550172")
MARGARET = "+15195550179"


@pytest.fixture(name="session")
def a_session(parts: Parts) -> Iterator[Session]:
    """The small county with everybody's number due for a test."""
    with parts.database.transaction() as session:
        session.execute(update(PersonNumber).values(due_at=NOW))
        yield session


@pytest.fixture(name="site")
def a_site(parts: Parts) -> Site:
    return parts.site


def asked(session: Session) -> list[str]:
    """The numbers whose calls wait in the outbox."""
    waiting = select(OutboxMessage.payload["test"].astext).where(OutboxMessage.kind == KIND)
    tests = [UUID(each) for each in session.scalars(waiting)]
    numbers = session.scalars(select(PersonNumber.e164).where(PersonNumber.test_id.in_(tests)))
    return sorted(numbers)


def the_number(session: Session, e164: str) -> PersonNumber:
    return session.scalars(
        select(PersonNumber).where(PersonNumber.e164 == e164).execution_options(populate_existing=True)
    ).one()


def test_one_number_of_each_person_is_rung_at_a_time(session: Session, site: Site) -> None:
    assert ask_for_due(session, site, MORNING) == 2
    assert asked(session) == [ANN[0], MARGARET]
    assert ask_for_due(session, site, MORNING + timedelta(minutes=1)) == 0
    assert ask_for_due(session, site, MORNING + timedelta(minutes=3)) == 1
    assert asked(session) == [*ANN, MARGARET]


def test_a_new_number_is_due_at_once_and_a_confirmed_one_before_it_stops_counting(session: Session, site: Site) -> None:
    trust_numbers(session, MORNING)
    assert ask_for_due(session, site, MORNING + TEST_AFTER - timedelta(days=1)) == 0
    session.execute(update(Person).where(Person.handle == "ann").values(numbers=["+15195550173", *ANN]))
    assert ask_for_due(session, site, MORNING + timedelta(hours=1)) == 1
    assert asked(session) == ["+15195550173"]
    assert ask_for_due(session, site, MORNING + TEST_AFTER) == 2


def test_whoever_is_on_no_roster_is_not_rung(session: Session, site: Site) -> None:
    session.add(Person(tenant=site.tenant, handle="zoe", name="Zoe", numbers=["+15195550175"], updated_at=NOW))
    ask_for_due(session, site, MORNING)
    assert "+15195550175" not in asked(session)


def test_nobody_is_rung_for_a_test_while_they_are_paged(session: Session, site: Site) -> None:
    an_attempt(session, an_emergency(session), kind="call", person="ann", state="placed")
    ask_for_due(session, site, MORNING)
    assert asked(session) == [MARGARET]


def test_a_person_at_the_desk_may_ask_at_any_hour(session: Session) -> None:
    ann = person_by_handle(session, "ann")
    assert ann is not None
    assert ask_now(session, ann, NOW) == list(ANN)
    due = session.scalars(select(OutboxMessage.due_at).order_by(OutboxMessage.due_at)).all()
    assert due[1] - due[0] == timedelta(minutes=2)
    assert ask_now(session, ann, NOW, ["+15195550199"]) == []


def test_a_key_counts_also_when_the_end_was_told_before_it(session: Session, site: Site) -> None:
    ask_for_due(session, site, MORNING)
    test = the_number(session, MARGARET).test_id
    assert test is not None
    settle(session, test, "unpressed")
    assert confirm(session, test, MORNING)
    settle(session, test, "unpressed")
    number = the_number(session, MARGARET)
    assert (number.result, number.in_vain, number.answered_at) == ("answered", 0, MORNING)


def test_an_old_call_s_key_confirms_nothing(session: Session) -> None:
    assert not confirm(session, new_key(), MORNING)


def test_a_call_whose_end_is_never_told_is_repeated_later(session: Session, site: Site) -> None:
    ask_for_due(session, site, MORNING)
    assert ask_for_due(session, site, MORNING + timedelta(hours=4)) == 2
    assert the_number(session, MARGARET).in_vain == 2


def test_the_third_call_in_vain_is_the_one_that_people_are_told_of(session: Session) -> None:
    told = []
    for _ in range(5):
        margaret = person_by_handle(session, "duty-manager")
        assert margaret is not None
        ask_now(session, margaret, NOW)
        test = the_number(session, MARGARET).test_id
        assert test is not None
        told.append(settle(session, test, "busy") is not None)
    assert told == [False, False, True, False, False]


def test_two_schedulers_at_once_ask_for_each_call_once(parts: Parts) -> None:
    with parts.database.transaction() as session:
        session.execute(update(PersonNumber).values(due_at=NOW))
    site = parts.site
    with parts.database.transaction() as one, parts.database.transaction() as two:
        assert ask_for_due(one, site, MORNING) == 2
        assert ask_for_due(two, site, MORNING) == 0
    with parts.database.transaction() as session:
        assert asked(session) == [ANN[0], MARGARET]
