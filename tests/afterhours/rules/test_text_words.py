"""What somebody wants by text: a few words, and everything else is what a resident says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterhours.rules.text_words import Wanted, read_text, without_digits

STOPS = ["STOP", "stop", " Stop\n", "Stop.", "STOPALL", "Unsubscribe", "cancel", "END", "quit", "ARRET", "arrêt"]
STARTS = ["START", "Unstop", "yes", "YES!"]
HELPS = ["HELP", "info", "Aide", "help?"]
RESIDENTS = [
    "There is a hole in the road",
    "please stop the noise",
    "Who do I call about garbage?",
    "Qui doit venir?",
    "take the dog away",
    "take 2 dogs away",
    "",
    "   ",
    "🚒",
    "stop it",
    "12",
    "whole 1234",
    "taken 1234",
]


@pytest.mark.parametrize("body", STOPS)
def test_a_word_that_stops(body: str) -> None:
    assert read_text(body) == Wanted("stop")


@pytest.mark.parametrize("body", STARTS)
def test_a_word_that_starts(body: str) -> None:
    assert read_text(body) == Wanted("start")


@pytest.mark.parametrize("body", HELPS)
def test_a_word_that_asks_for_help(body: str) -> None:
    assert read_text(body) == Wanted("help")


@pytest.mark.parametrize("body", RESIDENTS)
def test_whatever_else_is_what_a_resident_says(body: str) -> None:
    assert read_text(body) == Wanted("other")


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("WHO 4711", Wanted("who", "4711")),
        ("qui 4711", Wanted("who", "4711")),
        ("Who", Wanted("who")),
        ("TAKE 4711", Wanted("take", "4711")),
        ("take 4711 123-456-786", Wanted("take", "4711", "123456786")),
        ("Take 4711 123 456 786", Wanted("take", "4711", "123456786")),
        ("prendre: 47110815  123456786.", Wanted("take", "47110815", "123456786")),
        ("Prendre", Wanted("take")),
        ("take4711", Wanted("take", "4711")),
        ("TAKE 4711 12", Wanted("take", "4711", "12")),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_command_comes_with_its_digits(body: str, wanted: Wanted) -> None:
    assert read_text(body) == wanted


@given(st.text(max_size=200))
def test_any_words_are_read(body: str) -> None:
    wanted = read_text(body)
    assert (wanted.pin + wanted.case).isdigit() or (wanted.pin, wanted.case) == ("", "")


@given(st.text("take 0123456789-\u0663\n", max_size=60))
def test_where_digits_may_be_secret_none_is_left(body: str) -> None:
    assert not any(sign.isdecimal() for sign in without_digits(body))
