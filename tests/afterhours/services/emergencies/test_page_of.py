"""What the texts tell of an emergency is what its case says, in the words of the site."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from afterhours.models import Case, Emergency
from afterhours.parts import Parts
from afterhours.rules.page_texts import Page, added_text, page_text, yours_text
from afterhours.services.emergencies.page_of import answer_of, page_of
from ivr.engine.model import Question
from tests.support.emergencies import an_emergency

pytestmark = pytest.mark.database
FLOWING = {"question": "flowing", "kind": "yes_no", "value": "yes", "recording": None}
PLACE = {"question": "location", "kind": "address", "value": "12 Main Street", "recording": None}


def page(parts: Parts, language: str | None = "en", answers: list[dict[str, Any]] | None = None, **case: Any) -> Page:
    with parts.database.transaction() as session:
        emergency = session.get_one(Emergency, an_emergency(session, line="main"))
        change(session, emergency, answers=answers or [], **case)
        return page_of(session, parts.site, emergency, language, "https://311.example.org/accept/x")


def change(session: Session, emergency: Emergency, **values: Any) -> None:
    case = session.get_one(Case, emergency.case_id)
    for name, value in values.items():
        setattr(case, name, value)


def test_a_page_has_the_place_the_words_the_number_and_the_link(parts: Parts) -> None:
    told = page(parts, location="12 Main Street", answers=[PLACE, {**FLOWING, "question": "what", "kind": "text"}])
    assert (told.place, told.words, told.caller, told.link) == (
        "12 Main Street",
        "yes",
        "(519) 555-0123",
        "https://311.example.org/accept/x",
    )
    assert told.service["en"] == "Burst water pipe"


def test_a_withheld_number_is_none(parts: Parts) -> None:
    told = page(parts, caller_e164=None, caller_state="withheld")
    assert (told.caller, told.caller_state) == (None, "withheld")


def test_what_is_no_longer_in_the_book_is_called_by_its_name(parts: Parts) -> None:
    with parts.database.transaction() as session:
        emergency = session.get_one(Emergency, an_emergency(session, service="old-kind", line="old-line"))
        told = page_of(session, parts.site, emergency, None)
    assert (told.service, told.line) == ({"en": "old kind"}, {"en": "Old line"})


@pytest.mark.parametrize(
    ("language", "kind", "value", "said"),
    [
        pytest.param("en", "yes_no", "yes", "Is it flowing? yes", id="yes"),
        pytest.param("fr", "yes_no", "no", "Est-ce que ça coule? non", id="no, in French"),
        pytest.param("fr", "choice", "1", "un arbre", id="a choice"),
        pytest.param("en", "choice", "7", "7", id="a choice that is gone"),
        pytest.param("en", "text", "It smells", "It smells", id="words"),
    ],
)
def test_an_answer_is_told_in_the_reader_s_language(language: str, kind: Any, value: str, said: str) -> None:
    asked = {"en": "Is it flowing?", "fr": "Est-ce que ça coule?"}
    choices = {"1": {"en": "a tree", "fr": "un arbre"}}
    question = Question(name="what", kind=kind, ask=asked, choices=choices)
    assert answer_of({"question": "what", "kind": kind, "value": value}, question, language) == said


def test_of_a_restricted_case_only_its_number_and_the_link_are_told(parts: Parts) -> None:
    told = page(parts, location="12 Main Street", answers=[PLACE, FLOWING], restricted="social-duty")
    assert (told.veiled, told.place, told.words, told.caller) == (True, None, "", None)
    assert told.service == {"en": "a confidential emergency", "fr": "une urgence confidentielle"}
    for text in (page_text, added_text, yours_text):
        body = text(told, "en")
        assert "https://311.example.org/accept/x" in body
        assert told.case[:3] in body
        assert not any(each in body for each in ("Main Street", "pipe", "555"))


def test_whoever_has_proved_who_they_are_is_told_all_of_it(parts: Parts) -> None:
    with parts.database.transaction() as session:
        emergency = session.get_one(Emergency, an_emergency(session, line="main"))
        change(session, emergency, location="12 Main Street", restricted="social-duty")
        told = page_of(session, parts.site, emergency, "en", proven=True)
    assert (told.veiled, told.place) == (False, "12 Main Street")
