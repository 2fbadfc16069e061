"""Reading out a case's status, and nothing personal."""

from datetime import date
from typing import Any

import pytest

from ivr.engine.asks import CaseFact
from ivr.engine.nodes.collect import Collect
from ivr.engine.nodes.status import Status
from tests.ivr.engine.builders import BOTH, BRITISH, ENGLISH, Conversation, World, a_book, a_flow, a_line, say


def told(status: str = "open", languages: Any = ENGLISH, opened_on: date = date(2026, 12, 26)) -> Conversation:
    steps = (
        Collect(name="number", collect={"en": "Number?", "fr": "Numéro ?"}, into="wanted", next="tell"),
        Status(name="tell", status="wanted", next="goodbye", not_found="unknown"),
    )
    book = a_book(a_flow(*steps, say("unknown")), line=a_line(languages=languages))
    return Conversation(book, World(cases={"482719360": CaseFact("482719360", status, opened_on)}))


@pytest.mark.parametrize(
    ("languages", "opened_on", "sentence"),
    [
        (
            ENGLISH,
            date(2026, 12, 26),
            "Your case 4 8 2, 7 1 9, 3 6 0, opened on December 26, 2026, is being worked on.",
        ),
        (BRITISH, date(2026, 12, 26), "Your case 4 8 2, 7 1 9, 3 6 0, opened on 26 December 2026, is being worked on."),
        (
            {"fr": BOTH["fr"]},
            date(2026, 8, 1),
            "Votre dossier 4 8 2, 7 1 9, 3 6 0, ouvert le 1er août 2026, est en cours de traitement.",
        ),
    ],
    ids=["en-CA", "en-GB", "fr-CA"],
)
def test_number_date_and_status_are_spoken_as_people_say_them(languages: Any, opened_on: date, sentence: str) -> None:
    assert told(languages=languages, opened_on=opened_on).presses("482719360").heard[0] == sentence


@pytest.mark.parametrize("status", ["new", "open", "waiting", "resolved", "closed"])
def test_every_status_has_words(status: str) -> None:
    call = told(status).presses("482719360")
    assert call.is_over
    assert call.events("status_read") == [{"found": True}]


def test_an_unknown_number_has_its_own_way_on() -> None:
    call = told().presses("482719361")
    assert call.heard == ["unknown."]
    assert call.events("status_read") == [{"found": False}]


def test_without_a_number_nothing_is_found() -> None:
    step = Status(name="tell", status="wanted", next="goodbye", not_found="unknown")
    call = Conversation(a_book(a_flow(step, say("unknown"))), World(fails=ValueError("no number")))
    assert call.heard == ["unknown."]


def test_a_status_without_words_leads_to_a_human() -> None:
    assert told("merged").presses("482719360").at == "person"
