"""PINs: set, checked, locked after wrong ones, and never readable."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from afterhours.models import Person, PersonPin
from afterhours.parts import Parts
from afterhours.services.people.known import person_by_handle
from afterhours.services.people.pins import LOCKED_FOR, MOST_WRONG, right_pin, set_pin
from ivr.errors import Refused
from tests.afterhours.conftest import NOW


@pytest.fixture(name="session")
def a_session(parts: Parts) -> Iterator[Session]:
    with parts.database.transaction() as session:
        yield session


@pytest.fixture(name="ann")
def a_person(session: Session) -> Person:
    found = person_by_handle(session, "ann")
    assert found is not None
    set_pin(session, found, "2580", NOW)
    return found


def test_the_right_pin_is_right_and_nothing_readable_is_kept(session: Session, ann: Person) -> None:
    assert right_pin(session, ann, "2580", NOW)
    assert not right_pin(session, ann, "2581", NOW)
    kept = session.scalars(select(PersonPin.pin_hash)).one()
    assert kept.startswith("$argon2id$")
    assert "2580" not in kept


def test_somebody_without_a_pin_has_no_right_one(session: Session) -> None:
    margaret = person_by_handle(session, "duty-manager")
    assert margaret is not None
    assert not right_pin(session, margaret, "2580", NOW)


def test_five_wrong_pins_lock_for_a_while(session: Session, ann: Person) -> None:
    assert not any(right_pin(session, ann, "1111", NOW) for _ in range(MOST_WRONG))
    assert not right_pin(session, ann, "2580", NOW + LOCKED_FOR - timedelta(seconds=1))
    assert right_pin(session, ann, "2580", NOW + LOCKED_FOR)


def test_a_right_pin_forgives_the_wrong_ones_before_it(session: Session, ann: Person) -> None:
    for _ in range(3):
        assert not any(right_pin(session, ann, "1111", NOW) for _ in range(MOST_WRONG - 1))
        assert right_pin(session, ann, "2580", NOW)


def test_a_new_pin_takes_the_lock_off(session: Session, ann: Person) -> None:
    for _ in range(MOST_WRONG):
        right_pin(session, ann, "1111", NOW)
    set_pin(session, ann, "975318", NOW)
    assert right_pin(session, ann, "975318", NOW)


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "1111", "1234", "4321", "7890", "٤٥٦٧"])
def test_what_is_no_good_pin_is_refused(session: Session, ann: Person, pin: str) -> None:
    with pytest.raises(Refused, match="PIN"):
        set_pin(session, ann, pin, NOW)


def test_the_desk_may_set_a_pin_and_never_read_one(session: Session, ann: Person) -> None:
    session.execute(text("set local role ivr_desk"))
    session.execute(text("select set_config('ivr.tenants', :own, true)"), {"own": ann.tenant})
    set_pin(session, ann, "86420", NOW)
    with pytest.raises(ProgrammingError, match="permission denied"), session.begin_nested():
        session.execute(text("select pin_hash from person_pin"))


def test_the_fifth_try_may_be_the_right_one(session: Session, ann: Person) -> None:
    assert not any(right_pin(session, ann, "1111", NOW) for _ in range(MOST_WRONG - 1))
    assert right_pin(session, ann, "2580", NOW)
    assert right_pin(session, ann, "2580", NOW)


def test_after_the_lock_there_are_five_tries_again(session: Session, ann: Person) -> None:
    for hours in range(2):
        at = NOW + timedelta(hours=hours)
        assert not any(right_pin(session, ann, "1111", at) for _ in range(MOST_WRONG))
        assert not right_pin(session, ann, "2580", at)
