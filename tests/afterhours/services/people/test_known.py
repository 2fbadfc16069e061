"""Whom a handle or a number belongs to, and which numbers are known to reach them."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from afterhours.models import Person, PersonNumber
from afterhours.parts import Parts
from afterhours.services.imports.people import import_people
from afterhours.services.people.known import (
    person_by_handle,
    person_with_number,
    text_number,
    trust_numbers,
    usable_numbers,
)
from tests.afterhours.conftest import COUNTY, NOW, PEOPLE

ANN = ("+15195550171", "+15195550172")
MARGARET = "+15195550179"


def test_a_person_is_found_however_the_handle_is_spelt(parts: Parts) -> None:
    with parts.database.transaction() as session:
        found = person_by_handle(session, "Duty Manager")
        assert found is not None
        assert found.name == "Margaret"
        assert person_by_handle(session, "nobody") is None


def test_a_number_says_who_calls_unless_several_share_it(parts: Parts) -> None:
    with parts.database.transaction() as session:
        found = person_with_number(session, ANN[1])
        assert found is not None
        assert found.handle == "ann"
        assert person_with_number(session, "+15195550199") is None
        import_people(session, b"handle,name,numbers\nbo,Bo,+15195550172\n", COUNTY, NOW, dry_run=False)
        assert person_with_number(session, ANN[1]) is None


def test_numbers_come_in_order_by_the_handles_as_they_were_asked_for(parts: Parts) -> None:
    with parts.database.transaction() as session:
        found = usable_numbers(session, ["Duty manager", "ann", "nobody"], NOW)
    assert found == {"ann": ANN, "Duty manager": (MARGARET,)}


@pytest.mark.parametrize(("days", "usable"), [(29, True), (31, False)])
def test_a_number_is_usable_for_thirty_days_after_its_test(parts: Parts, days: int, usable: bool) -> None:
    with parts.database.transaction() as session:
        assert bool(usable_numbers(session, ["ann"], NOW + timedelta(days=days))) is usable


def test_a_demonstration_that_travels_forgets_nobody(parts: Parts) -> None:
    with parts.database.transaction() as session:
        session.execute(text("insert into clock_offset (tenant, seconds) values ('*', :far)"), {"far": 90 * 86400})
        later = NOW + timedelta(days=90)
        assert usable_numbers(session, ["ann"], later) == {"ann": ANN}
        session.execute(update(PersonNumber).values(answered_at=None))
        trust_numbers(session, later)
        assert set(session.scalars(select(PersonNumber.answered_at))) == {NOW}


def test_an_imported_number_begins_untested_and_the_others_stay(parts: Parts) -> None:
    changed = PEOPLE.replace(b"+15195550172", b"+15195550173")
    with parts.database.transaction() as session:
        import_people(session, changed, COUNTY, NOW, dry_run=False)
        assert usable_numbers(session, ["ann"], NOW) == {"ann": ANN[:1]}


def test_a_number_that_comes_back_begins_untested(parts: Parts) -> None:
    with parts.database.transaction() as session:
        for data in (PEOPLE.replace(b" +15195550172", b""), PEOPLE):
            import_people(session, data, COUNTY, NOW, dry_run=False)
        assert usable_numbers(session, ["ann"], NOW) == {"ann": ANN[:1]}


def test_only_the_named_councils_numbers_are_trusted(parts: Parts) -> None:
    with parts.database.transaction() as session:
        session.execute(update(PersonNumber).values(answered_at=None))
        trust_numbers(session, NOW, tenants=["another-council"])
        assert usable_numbers(session, ["ann"], NOW) == {}


def test_texts_go_to_the_first_number_that_takes_them(parts: Parts) -> None:
    landline, mobile = "+441632960111", "+447700900111"
    person = Person(handle="priya", name="Priya", numbers=[landline, mobile])
    assert text_number(person) == mobile
    person.numbers = [landline]
    assert text_number(person) is None
