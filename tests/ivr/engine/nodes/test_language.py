"""Offering and setting the language."""

from typing import Any

from ivr.engine.effects import LanguageChosen
from ivr.engine.nodes.language import Language
from tests.ivr.engine.builders import BOTH, ENGLISH, Conversation, a_book, a_flow, a_line


def called(language: str = "offer", languages: Any = BOTH, **everywhere: str) -> Conversation:
    step = Language(name="language", language=language, wait=4, next="goodbye")
    flow = a_flow(step, everywhere={"0": "person", **everywhere})
    return Conversation(a_book(flow, line=a_line(languages=languages)))


def test_each_language_is_offered_in_itself_and_by_its_own_voice() -> None:
    call = called()
    assert call.heard == ["For English, press 1.", "Pour le français, faites le 2."]
    assert call.voices == ["en", "fr"]
    assert (call.listening.at_most, call.listening.wait) == (1, 4)


def test_a_key_chooses_and_from_then_on_that_language_is_spoken() -> None:
    call = called().presses("2")
    assert call.heard == ["Au revoir."]
    assert call.wishes(LanguageChosen) == [LanguageChosen("fr")]


def test_silence_takes_the_lines_first_language() -> None:
    assert called().waits().heard == ["Goodbye."]


def test_a_key_that_is_no_choice_hears_the_offer_again_in_every_language() -> None:
    call = called().presses("7")
    assert call.heard[:2] == ["That is not one of the choices.", "Ce choix n'existe pas."]
    assert call.presses("2").heard == ["Au revoir."]


def test_a_caller_who_never_presses_a_language_is_not_kept_waiting_for_one() -> None:
    assert called().presses("7").presses("8").presses("9").heard == ["Goodbye."]


def test_a_zero_reaches_a_person_before_any_language_is_chosen() -> None:
    assert called().presses("0").at == "person"


def test_a_language_key_wins_over_everywhere() -> None:
    assert called(**{"2": "person"}).presses("2").heard == ["Au revoir."]


def test_a_line_with_one_language_offers_nothing_and_has_it_from_the_start() -> None:
    call = called(languages=ENGLISH)
    assert call.heard == ["Goodbye."]
    assert call.wishes(LanguageChosen) == [LanguageChosen("en")]


def test_a_flow_may_set_the_language() -> None:
    assert called("fr").heard == ["Au revoir."]


def test_a_language_the_line_does_not_speak_is_not_set() -> None:
    call = called("es")
    assert call.heard == ["Goodbye.", "Au revoir."]
    assert call.events("language_not_on_line") == [{"language": "es"}]
