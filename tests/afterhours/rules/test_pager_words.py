"""What is told of an emergency beside the page: in each language, whole, and to callers without anybody's name."""

from dataclasses import replace

import pytest

from afterhours.rules.pager_words import SENTENCES, SUBJECTS, Told, sentence, subject

TOLD = Told(
    council="Long Point County",
    case="282424680",
    service={"en": "Burst water pipe", "fr": "Conduite d'eau brisée"},
    who="Ann Archer",
)
NOTHING = Told(council="Long Point County", case="282424680")
LANGUAGES = ("en", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("occasion", SENTENCES)
def test_every_occasion_has_its_sentence_in_each_language(occasion: str, language: str) -> None:
    said = sentence(occasion, TOLD, language)
    assert "282-424-680" in said
    assert (TOLD.service[language] in said) != occasion.endswith("_veiled")
    assert "{" not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("occasion", SUBJECTS)
def test_every_letter_has_its_subject_in_each_language(occasion: str, language: str) -> None:
    assert "282-424-680" in subject(occasion, TOLD, language)


@pytest.mark.parametrize("occasion", [each for each in SENTENCES if each.startswith("caller_")])
def test_a_caller_never_hears_who_has_it(occasion: str) -> None:
    assert not any("Ann" in sentence(occasion, TOLD, language) for language in LANGUAGES)


@pytest.mark.parametrize("occasion", ["caller_accepted", "caller_morning"])
def test_the_caller_of_a_restricted_case_does_not_hear_what_it_was_about(occasion: str) -> None:
    veiled = replace(TOLD, veiled=True)
    said = [sentence(occasion, veiled, language) for language in LANGUAGES]
    assert not any(title in words for words in said for title in TOLD.service.values())


@pytest.mark.parametrize("occasion", SENTENCES)
def test_what_is_not_known_leaves_no_hole(occasion: str) -> None:
    assert "None" not in sentence(occasion, NOTHING, None)


def test_a_language_without_sentences_is_answered_in_english() -> None:
    assert sentence("done", TOLD, "iu") == sentence("done", TOLD, "en")
