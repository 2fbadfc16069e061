"""Placeholders, numbers and dates as they are spoken."""

from datetime import date

import pytest

from ivr.engine.nodes.collect import Collect
from ivr.engine.nodes.say import Say
from ivr.engine.visit import CALLER_NUMBER
from ivr.engine.wording import PLACEHOLDERS, fill, placeholders_in, spoken_date, spoken_digits, spoken_phone
from tests.ivr.engine.builders import Conversation, a_book, a_flow


@pytest.mark.parametrize(
    ("number", "spoken"),
    [("482719360", "4 8 2, 7 1 9, 3 6 0"), ("12345", "1 2 3, 4 5"), ("NC-12", "1 2"), ("", "")],
    ids=["nine", "five", "letters are left out", "none"],
)
def test_digits_are_spoken_one_by_one_in_groups(number: str, spoken: str) -> None:
    assert spoken_digits(number) == spoken


@pytest.mark.parametrize(
    ("e164", "spoken"),
    [
        ("+15195550123", "5 1 9, 5 5 5, 0 1 2 3"),
        ("+441632960123", "0 1 6 3 2, 9 6 0, 1 2 3"),
        ("+442079460123", "0 2 0, 7 9 4 6, 0 1 2 3"),
        ("+447700900123", "0 7 7 0 0, 9 0 0, 1 2 3"),
        ("+33199001234", "3 3 1, 9 9 0, 0 1 2, 3 4"),
        ("", ""),
    ],
    ids=["Ontario", "England", "London", "British mobile", "France", "unknown"],
)
def test_telephone_numbers_are_spoken_as_in_their_country(e164: str, spoken: str) -> None:
    assert spoken_phone(e164) == spoken


@pytest.mark.parametrize(
    ("day", "language", "locale", "spoken"),
    [
        (date(2026, 12, 26), "en", "en-CA", "December 26, 2026"),
        (date(2026, 12, 26), "en", "en-US", "December 26, 2026"),
        (date(2026, 12, 26), "en", "en-GB", "26 December 2026"),
        (date(2026, 12, 26), "en", "en-IE", "26 December 2026"),
        (date(2026, 12, 26), "en", "", "December 26, 2026"),
        (date(2028, 2, 29), "fr", "fr-CA", "29 février 2028"),
        (date(2026, 5, 1), "fr", "fr-FR", "1er mai 2026"),
    ],
)
def test_dates_are_spoken_as_people_say_them(day: date, language: str, locale: str, spoken: str) -> None:
    assert spoken_date(day, language, locale) == spoken


def test_placeholders_are_replaced_and_unknown_ones_are_left_for_the_check_to_refuse() -> None:
    values = {"case.number": "1 2 3", "value": "{case.number}"}
    assert fill("{case.number} { case.number } {what}", values) == "1 2 3 1 2 3 {what}"
    assert fill("{value}", values) == "{case.number}"
    assert placeholders_in("{a} and { b.c }") == ["a", "b.c"]


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_every_placeholder_of_the_list_is_filled(name: str) -> None:
    step = Say(name="only", say={"en": f"<{{{name}}}>"}, end="")
    (heard,) = Conversation(a_book(a_flow(step))).heard
    assert heard not in ("<>", f"<{{{name}}}>")


def test_an_unknown_placeholder_loses_nobody() -> None:
    step = Say(name="only", say={"en": "{weather} {case.number"}, next="goodbye")
    assert Conversation(a_book(a_flow(step))).heard == ["{weather} {case.number", "Goodbye."]


def test_the_number_a_withheld_caller_gave_is_the_one_that_is_spoken() -> None:
    ask = Collect(name="number", collect={"en": "Your number?"}, into=CALLER_NUMBER, next="only")
    step = Say(name="only", say={"en": "We ring {caller.number}."}, end="")
    call = Conversation(a_book(a_flow(ask, step)), caller=None).presses("5195550199")
    assert call.heard == ["We ring 5 1 9, 5 5 5, 0 1 9, 9."]
