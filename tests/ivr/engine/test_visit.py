"""Which words are spoken, in which language and by which voice."""

from typing import Any

import pytest

from ivr.engine.nodes.language import Language
from ivr.engine.nodes.say import Say
from ivr.engine.words import Speech
from tests.ivr.engine.builders import BOTH, Conversation, a_book, a_flow, a_line

FRENCH_FIRST = {"fr": BOTH["fr"], "en": BOTH["en"]}


def heard(words: dict[str, str], languages: Any = BOTH, recording: str | None = None) -> tuple[Speech, ...]:
    step = Say(name="only", say=words, recording=recording, end="")
    return Conversation(a_book(a_flow(step), line=a_line(languages=languages))).turnout.answer.speeches


@pytest.mark.parametrize(
    ("words", "languages", "spoken"),
    [
        ({"en": "Hello", "fr": "Bonjour"}, BOTH, [("en", "Hello"), ("fr", "Bonjour")]),
        ({"en": "Hello", "fr": "Bonjour"}, FRENCH_FIRST, [("fr", "Bonjour"), ("en", "Hello")]),
        ({"fr": "Bonjour"}, BOTH, [("fr", "Bonjour")]),
        ({"en": "Hello", "fr": "Bonjour"}, {"fr": BOTH["fr"]}, [("fr", "Bonjour")]),
        ({"en": "Hello"}, {"fr": BOTH["fr"]}, [("fr", "Hello")]),
        ({"es": "Hola"}, BOTH, [("en", "Hola")]),
        ({}, BOTH, []),
    ],
    ids=[
        "no language yet: all",
        "in the line's order",
        "no language yet: those there are",
        "one language",
        "words missing, voice of the caller",
        "a language of no line",
        "no words",
    ],
)
def test_words_are_spoken_in_the_callers_languages(
    words: dict[str, str], languages: Any, spoken: list[tuple[str, str]]
) -> None:
    assert [(each.language, each.text) for each in heard(words, languages)] == spoken


def test_words_missing_in_the_chosen_language_are_spoken_in_another_of_the_line() -> None:
    steps = (Language(name="set", language="fr", next="only"), Say(name="only", say={"en": "Hello"}, end=""))
    call = Conversation(a_book(a_flow(*steps), line=a_line(languages=BOTH)))
    assert call.turnout.answer.speeches == (Speech("en", "Hello"),)


def test_a_recording_goes_with_the_words_it_replaces() -> None:
    (speech,) = heard({"en": "Hello"}, {"en": BOTH["en"]}, "https://example.org/hello.mp3")
    assert speech == Speech("en", "Hello", "https://example.org/hello.mp3")
