"""Adding and changing people: what is entered, what is refused, and what becomes of their numbers."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from afterhours.models import Person
from afterhours.parts import Parts
from afterhours.services.people.change_person import HandleTaken, PersonRefused, add_person, change_person, read_person
from afterhours.services.people.known import person_by_handle, usable_numbers
from tests.afterhours.conftest import COUNTY, NOW

ANN = {"handle": "ann", "name": "Ann", "numbers": "+15195550171 +15195550172", "email": "", "language": ""}


@pytest.fixture(name="session")
def a_session(parts: Parts) -> Iterator[Session]:
    with parts.database.transaction() as session:
        yield session


@pytest.fixture(name="ann")
def a_person(session: Session) -> Person:
    found = person_by_handle(session, "ann")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("field", "given", "wanted"),
    [
        ("handle", "Duty  Manager", "Duty Manager"),
        ("name", "  Éliane   Trudel ", "Éliane Trudel"),
        ("numbers", "519 555 0171\n(519) 555-0172\n+441632960111", ("+15195550171", "+15195550172", "+441632960111")),
        ("numbers", "+15195550171\n519-555-0171", ("+15195550171",)),
        ("numbers", "", ()),
        ("email", " ann@x.example ", "ann@x.example"),
        ("email", "", None),
        ("language", "fr-CA", "fr"),
        ("language", "", None),
    ],
)
def test_what_people_enter_is_read(field: str, given: str, wanted: Any) -> None:
    assert getattr(read_person({**ANN, field: given}, COUNTY), field) == wanted


@pytest.mark.parametrize(
    ("field", "given", "words"),
    [
        ("handle", "", "A handle is a short name"),
        ("handle", "7up", "A handle is a short name"),
        ("name", "", "Enter the person's name."),
        ("numbers", "12", "cannot be a telephone number"),
        ("numbers", "911", "emergency number"),
        ("numbers", "\n".join(f"+151955501{number}" for number in range(10, 17)), "6 are the most"),
        ("email", "ann at home", '"ann at home" is no e-mail address.'),
        ("language", "xx", "is no language of the lines"),
    ],
)
def test_what_cannot_be_is_told_for_its_field(field: str, given: str, words: str) -> None:
    with pytest.raises(PersonRefused) as refused:
        read_person({**ANN, field: given}, COUNTY)
    assert set(refused.value.faults) == {field}
    assert words in refused.value.faults[field]


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(PersonRefused) as refused:
        read_person({"handle": "", "name": "", "numbers": "x", "email": "y", "language": "z"}, COUNTY)
    assert set(refused.value.faults) == {"handle", "name", "numbers", "email", "language"}


def test_a_handle_is_somebody_s_however_it_is_spelt(session: Session) -> None:
    data = read_person({**ANN, "handle": "duty manager"}, COUNTY)
    with pytest.raises(HandleTaken, match="already"):
        add_person(session, COUNTY.tenant, data, NOW)


def test_a_handle_of_a_council_that_the_page_does_not_see_is_taken(session: Session) -> None:
    session.execute(text("set local role ivr_desk"))
    session.execute(text("select set_config('ivr.tenants', 'wealden-vale', true)"))
    with pytest.raises(HandleTaken):
        add_person(session, "wealden-vale", read_person(ANN, COUNTY), NOW)


def test_nothing_different_changes_nothing(session: Session, ann: Person) -> None:
    before = ann.updated_at
    assert change_person(session, ann, read_person(ANN, COUNTY), NOW) == []
    assert ann.updated_at == before


def test_numbers_in_another_order_stay_confirmed_and_a_new_one_is_not(session: Session, ann: Person) -> None:
    data = read_person({**ANN, "numbers": "+15195550172 +15195550199 +15195550171"}, COUNTY)
    assert change_person(session, ann, data, NOW) == ["numbers"]
    assert usable_numbers(session, ["ann"], NOW) == {"ann": ("+15195550172", "+15195550171")}


def test_a_handle_stays_for_rosters_and_attempts_name_it(session: Session, ann: Person) -> None:
    assert change_person(session, ann, read_person({**ANN, "handle": "anna"}, COUNTY), NOW) == []
    assert ann.handle == "ann"
