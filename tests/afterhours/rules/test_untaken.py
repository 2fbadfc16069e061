"""What somebody reads about an emergency that nobody took."""

import re
from dataclasses import replace

import pytest

from afterhours.rules.case_numbers import number_at
from afterhours.rules.untaken import SENTENCES, UNTOLD, Untaken, text_of

CASE = number_at(7)
TOLD = Untaken(
    case=CASE,
    council="Long Point County",
    line="main",
    service={"en": "Burst water pipe", "fr": "Conduite d'eau brisée"},
    place="12 Main Street",
    caller="(519) 555-0123",
    caller_state="presented",
)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        pytest.param("en", ("EMERGENCY", "Burst water pipe", "Place: 12 Main Street"), id="English"),
        pytest.param("fr", ("URGENCE", "Conduite d'eau brisée", "Lieu : 12 Main Street"), id="French"),
        pytest.param("de", ("EMERGENCY", "Burst water pipe"), id="a language without a sentence"),
        pytest.param(None, ("EMERGENCY",), id="no language"),
    ],
)
def test_it_is_told_in_the_language_of_whoever_reads_it(language: str | None, words: tuple[str, ...]) -> None:
    text = text_of(TOLD, language)
    written = f"{CASE[:3]}-{CASE[3:6]}-{CASE[6:]}"
    assert all(word in text for word in (*words, "Long Point County", "main", "(519) 555-0123", written))


@pytest.mark.parametrize(
    ("caller_state", "words"),
    [
        ("withheld", "Caller: number withheld."),
        ("unavailable", "Caller: no number."),
        ("invalid", "Caller: no number."),
    ],
)
def test_a_caller_without_a_number_is_told_so(caller_state: str, words: str) -> None:
    assert words in text_of(replace(TOLD, caller=None, caller_state=caller_state), "en")


def test_without_a_place_it_says_so() -> None:
    assert "Place: not given." in text_of(replace(TOLD, place=None), "en")
    assert "Lieu : non précisé." in text_of(replace(TOLD, place="  "), "fr")


def test_a_service_without_a_name_in_that_language_keeps_the_one_it_has() -> None:
    assert ": Lost bear." in text_of(replace(TOLD, service={"en": "Lost bear"}), "fr").replace(" :", ":")


def test_a_long_place_is_cut_and_braces_in_it_are_only_words() -> None:
    text = text_of(replace(TOLD, place="{case} " + "x" * 2000), "en")
    assert "Place: {case} xxx" in text
    assert len(text) < 600


def test_every_language_has_all_the_words() -> None:
    fields = {language: set(re.findall(r"{(\w+)}", sentence)) for language, sentence in SENTENCES.items()}
    assert set(map(frozenset, fields.values())) == {frozenset(fields["en"])}
    assert {language: list(words) for language, words in UNTOLD.items()} == {
        language: list(UNTOLD["en"]) for language in SENTENCES
    }
