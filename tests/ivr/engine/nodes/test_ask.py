"""A menu: keys, words, silence, wrong keys, and the way out."""

from typing import Any

import pytest

from ivr.engine.inputs import Arrived, Input, Recorded, RingEnded, Said
from ivr.engine.nodes.ask import Ask, Choice
from tests.ivr.engine.builders import BOTH, Conversation, a_book, a_flow, a_line, say

PIPE = Choice(
    what={"en": "a burst pipe", "fr": "une conduite brisée"},
    hears={"en": ("water", "burst pipe"), "fr": ("eau", "dégât")},
    go="pipe",
)
ROAD = Choice(what={"en": "a blocked road", "fr": "une route bloquée"}, hears={"en": ("road", "tree")}, go="road")


def a_menu(**more: Any) -> Ask:
    question = {"en": "What is it?", "fr": "Quel est le motif ?"}
    return Ask(**{"name": "menu", "ask": question, "keys": {"1": PIPE, "2": ROAD}, **more})


def called(menu: Ask, line: dict[str, Any] | None = None, **defaults: Any) -> Conversation:
    flow = a_flow(menu, say("pipe"), say("road"), say("nothing"), say("odd"), **defaults)
    return Conversation(a_book(flow, line=a_line(**line or {})))


def test_the_choices_are_spoken_with_their_keys_after_the_question() -> None:
    call = called(a_menu())
    assert call.heard == ["What is it?", "For a burst pipe, press 1.", "For a blocked road, press 2."]
    assert (call.listening.at_most, call.listening.finish, call.listening.speech) == (1, "", True)
    assert call.listening.hints == ("water", "burst pipe", "road", "tree")


def test_without_a_language_each_language_hears_question_and_choices_together() -> None:
    call = called(a_menu(), line={"languages": BOTH})
    assert call.voices == ["en", "en", "en", "fr", "fr", "fr"]
    assert call.heard[3:] == [
        "Quel est le motif ?",
        "Pour une conduite brisée, faites le 1.",
        "Pour une route bloquée, faites le 2.",
    ]


def test_free_wording_replaces_the_made_sentence() -> None:
    own = Choice(words={"en": "Press 1 to reach {council.name}."}, go="pipe")
    assert called(a_menu(keys={"1": own})).heard[1] == "Press 1 to reach Long Point County."


def test_placeholders_are_filled_in_what_a_key_is_for() -> None:
    named = Choice(what={"en": "news of {council.name}"}, go="pipe")
    assert called(a_menu(keys={"1": named})).heard[1] == "For news of Long Point County, press 1."


def test_a_choice_without_words_in_the_callers_language_is_still_announced() -> None:
    english_only = Choice(what={"en": "a burst pipe"}, go="pipe")
    call = called(a_menu(keys={"1": english_only}), line={"languages": {"fr": BOTH["fr"], "en": BOTH["en"]}})
    assert "For a burst pipe, press 1." in call.heard


def test_a_key_leads_on_and_the_journey_says_which() -> None:
    call = called(a_menu()).presses("2")
    assert call.heard == ["road."]
    assert call.events("menu_choice") == [{"key": "2", "label": "a blocked road"}]


@pytest.mark.parametrize(
    ("text", "step"),
    [("there is WATER everywhere", "pipe"), ("Burst-pipe!", "pipe"), ("a tree has fallen", "road"), ("One. 1.", "menu"),
     ("2", "road"), ("1.", "pipe")],
    ids=["one word", "two words, other punctuation", "last word", "no match", "the key, spoken", "key and full stop"],
)  # fmt: skip
def test_speech_chooses_by_the_words_staff_wrote(text: str, step: str) -> None:
    assert called(a_menu()).says(text).at == step


def test_what_was_said_is_kept_with_the_choice() -> None:
    assert called(a_menu()).says("water!").events("menu_choice")[0]["said"] == "water!"


@pytest.mark.parametrize("text", ["waterloo street", "hello", "water on the road"], ids=["part", "none", "several"])
def test_speech_that_fits_no_choice_or_several_is_asked_again(text: str) -> None:
    call = called(a_menu()).says(text)
    assert call.heard[:2] == ["That is not one of the choices.", "What is it?"]


@pytest.mark.parametrize(
    "text", ["Il y a de l'eau", "un degat", "UN DE\u0301GA\u0302T"], ids=["apostrophe", "bare", "NFD"]
)
def test_french_is_heard_with_and_without_accents(text: str) -> None:
    french = {"languages": {"fr": BOTH["fr"]}}
    assert called(a_menu(), line=french).says(text).at == "pipe"


def test_before_a_language_is_chosen_words_of_every_language_count() -> None:
    assert called(a_menu(), line={"languages": BOTH}).says("de l'eau").at == "pipe"


def test_silence_and_a_wrong_key_are_answered_differently() -> None:
    call = called(a_menu(when_silent={"en": "Hello?"}, when_wrong={"en": "No such key."}))
    assert call.waits().heard[0] == "Hello?"
    assert call.presses("9").heard[0] == "No such key."
    assert (len(call.events("no_input")), len(call.events("invalid_input"))) == (1, 1)


def test_the_flows_own_words_for_silence_come_before_the_built_in_ones() -> None:
    assert called(a_menu(), when_silent={"en": "Flow: hello?"}).waits().heard[0] == "Flow: hello?"
    assert called(a_menu()).waits().heard[0] == "Sorry, I heard nothing."


def test_silence_and_wrong_keys_can_lead_to_places_of_their_own_at_once() -> None:
    menu = a_menu(silent="nothing", wrong="odd")
    assert called(menu).waits().at == "nothing"
    assert called(menu).presses("7").at == "odd"


def test_after_the_last_try_the_steps_own_way_out_wins_over_the_flows() -> None:
    assert called(a_menu(tries=2)).waits().presses("9").at == "person"
    assert called(a_menu(tries=1, after_last_try="odd")).waits().at == "odd"


def test_no_way_out_after_the_last_try_is_a_fault_and_leads_to_a_human() -> None:
    call = called(a_menu(tries=1), after_last_try=None).waits()
    assert call.at == "person"
    assert call.events("fault")


def test_tries_belong_to_one_visit_of_one_step() -> None:
    again = Ask(name="again", ask={"en": "Again?"}, keys={"1": Choice(go="menu")})
    menu = a_menu(tries=2, keys={"1": Choice(go="again")})
    call = Conversation(a_book(a_flow(menu, again)))
    call.waits().presses("1").waits().presses("1")
    assert call.waits().at == "menu"
    assert call.waits().at == "person"


@pytest.mark.parametrize(
    "stray", [RingEnded("talked"), Recorded("RE1", 9), Recorded("RE1", 0, hung_up=True), Arrived()], ids=repr
)
def test_an_input_no_menu_waits_for_counts_as_silence(stray: Input) -> None:
    call = called(a_menu(tries=2)).gives(stray)
    assert call.heard[:2] == ["Sorry, I heard nothing.", "What is it?"]
    assert call.gives(stray).at == "person"


def test_keys_without_a_key_and_words_without_a_word_are_silence() -> None:
    assert called(a_menu()).presses("").events("no_input")
    assert called(a_menu()).gives(Said("  ")).events("no_input")


def test_keys_typed_ahead_choose_nothing_by_accident() -> None:
    assert called(a_menu()).presses("11").heard[0] == "That is not one of the choices."


def test_a_menu_with_longer_keys_listens_until_the_pound_key() -> None:
    call = called(a_menu(keys={"10": PIPE, "2": ROAD}))
    assert call.heard[1] == "For a burst pipe, press 1 0."
    assert (call.listening.at_most, call.listening.finish) == (2, "#")
    assert call.presses("10").at == "pipe"


def test_a_menu_without_keys_leads_to_a_human() -> None:
    assert called(a_menu(keys={})).at == "person"


def test_every_key_is_an_outcome() -> None:
    assert list(a_menu(silent="odd").outcomes()) == [("key 1", "pipe"), ("key 2", "road"), ("silent", "odd")]
