"""Digits or words as an answer: what is accepted, read back, kept, and kept secret."""

from typing import Any

import pytest

from ivr.engine.effects import Answered, CaseSet
from ivr.engine.model import Span
from ivr.engine.nodes.case import Case
from ivr.engine.nodes.choose import Choose, Condition
from ivr.engine.nodes.collect import Collect
from tests.ivr.engine.builders import Conversation, a_book, a_flow, say


def asked(**more: Any) -> Collect:
    return Collect(**{"name": "number", "collect": {"en": "Which one?"}, "into": "asked", "next": "done", **more})


def called(collect: Collect, **more: Any) -> Conversation:
    everywhere = {"0": "person", "*": "repeat"}
    return Conversation(a_book(a_flow(collect, say("done"), say("odd"), everywhere=everywhere)), **more)


def test_digits_are_kept_for_the_call_and_for_the_case() -> None:
    call = called(asked(digits=Span(4, 8)))
    assert (call.listening.at_most, call.listening.finish, call.listening.speech) == (8, "#", False)
    call.presses("20262")
    assert call.at == "done"
    assert call.state.answers == {"asked": "20262"}
    assert call.wishes(Answered) == [Answered("asked", "number", "20262")]
    assert call.events("input") == [{"name": "asked", "value": "20262"}]


@pytest.mark.parametrize(
    ("limits", "keys", "accepted"),
    [
        ({"digits": Span(4, 6)}, "123", False),
        ({"digits": Span(4, 6)}, "1234567", False),
        ({"digits": Span(4, 6)}, "123456", True),
        ({"digits": Span(4, 6)}, "12*4", False),
        ({"least": 1, "most": 12}, "00", False),
        ({"least": 1, "most": 12}, "012", True),
        ({"least": 1, "most": 12}, "13", False),
        ({"least": 5}, "4", False),
        ({"most": 5}, "1*", False),
        ({"pattern": "[12][0-9]{3}"}, "1999", True),
        ({"pattern": "[12][0-9]{3}"}, "19990", False),
        ({}, "7", True),
    ],
)
def test_length_range_and_pattern_decide_what_is_accepted(limits: dict[str, Any], keys: str, accepted: bool) -> None:
    call = called(asked(**limits)).presses(keys)
    assert call.at == ("done" if accepted else "number")
    assert accepted or call.heard == ["That number cannot be right.", "Which one?"]


def test_a_zero_alone_reaches_a_person_and_within_a_number_it_is_a_digit() -> None:
    assert called(asked()).presses("0").at == "person"
    assert called(asked()).presses("10").at == "done"


def test_a_star_repeats_the_question_and_costs_no_try() -> None:
    call = called(asked(tries=2)).presses("*").presses("*").presses("*")
    assert call.heard == ["Which one?"]
    assert call.waits().at == "number"


def test_silence_and_wrong_answers_share_the_tries_and_have_words_of_their_own() -> None:
    call = called(asked(digits=Span(4, 4), when_wrong={"en": "Four digits."}, when_silent={"en": "Hello?"}))
    assert call.presses("1").heard[0] == "Four digits."
    assert call.waits().heard[0] == "Hello?"
    assert call.waits().at == "person"


def test_silence_or_a_wrong_answer_can_lead_elsewhere_at_once() -> None:
    assert called(asked(silent="odd")).waits().at == "odd"
    assert called(asked(wrong="odd", digits=Span(4, 4))).presses("1").at == "odd"


def test_an_answer_is_read_back_in_groups_and_kept_at_one() -> None:
    call = called(asked(confirm=True)).presses("482719")
    assert call.heard == ["You entered 4 8 2, 7 1 9. If that is right, press 1. To try again, press 2."]
    assert call.wishes(Answered) == []
    assert call.presses("1").at == "done"
    assert call.state.answers == {"asked": "482719"}


def test_a_two_asks_again_and_forgets_the_wrong_number() -> None:
    call = called(asked(confirm=True)).presses("4827").presses("2")
    assert call.heard == ["Which one?"]
    call.presses("5555").presses("1")
    assert call.state.answers == {"asked": "5555"}


def test_a_caller_who_always_presses_two_reaches_a_person() -> None:
    call = called(asked(confirm=True))
    for _ in range(3):
        call.presses("22").presses("2")
    assert call.at == "person"


def test_while_an_answer_is_read_back_a_star_reads_it_again_and_a_zero_leads_to_a_person() -> None:
    call = called(asked(confirm=True)).presses("4827")
    assert call.presses("*").heard[0].startswith("You entered 4 8 2, 7.")
    assert call.presses("0").at == "person"


def test_the_keys_of_the_read_back_win_over_everywhere() -> None:
    flow = a_flow(asked(confirm=True), say("done"), everywhere={"1": "person", "2": "person"})
    assert Conversation(a_book(flow)).presses("4827").presses("1").at == "done"
    assert Conversation(a_book(flow)).presses("4827").presses("2").at == "number"
    assert Conversation(a_book(flow)).presses("2").at == "person"


def test_other_keys_and_silence_at_the_read_back_read_it_again_and_count_as_tries() -> None:
    call = called(asked(confirm=True)).presses("4827").presses("9")
    assert call.heard[0] == "That is not one of the choices."
    assert call.heard[1].startswith("You entered")
    assert call.waits().heard[0] == "Sorry, I heard nothing."
    assert call.waits().at == "person"


def test_words_are_accepted_where_the_answer_may_be_spoken() -> None:
    call = called(asked(speech=True, confirm=True)).says("twelve Main Street")
    assert call.listening.speech is False
    assert call.heard[0].startswith("I understood: twelve Main Street.")
    assert call.says("1").wishes(Answered) == [Answered("asked", "text", "twelve Main Street")]


def test_words_are_wrong_where_only_digits_are_asked_for() -> None:
    assert called(asked()).says("twelve").at == "number"
    assert called(asked(speech=True, digits=Span(2, 2))).says("twelve").at == "number"


@pytest.mark.parametrize("text", ["482 719", "482-719.", "4 8 2 7 1 9"])
def test_spoken_digits_are_digits(text: str) -> None:
    assert called(asked(speech=True, digits=Span(6, 6))).says(text).state.answers == {"asked": "482719"}


def test_digits_of_other_scripts_are_no_keypad_digits() -> None:
    assert called(asked(speech=True, digits=Span(2, 2))).says("٤٢").at == "number"


SECRET = "739154"


def secretly(**more: Any) -> Conversation:
    steps = (
        asked(secret=True, into="pin", next="kept", **more),
        Case(name="kept", case={"subject": "pin {pin}", "disposition": "about {other}"}, next="checked"),
        Choose(
            name="checked",
            choose=(Condition(subject="answer", value="pin", equals=SECRET, go="done"),),
            otherwise="odd",
        ),
    )
    return Conversation(a_book(a_flow(*steps, say("done"), say("odd"))))


def test_a_secret_answer_is_in_no_journey_no_effect_and_no_speech() -> None:
    call = secretly(confirm=True).presses(SECRET)
    assert call.at == "done"
    assert SECRET not in repr(call.journey) + repr(call.effects) + repr(call.transcript[3:])
    assert call.events("chosen") == [{"because": "answer pin"}]
    assert call.wishes(CaseSet)[0].fields["subject"] == "pin {pin}"


def test_a_secret_answer_is_not_read_out_by_a_status_either() -> None:
    assert SECRET not in " ".join(secretly().presses(SECRET).heard)


def test_an_answer_collected_openly_later_is_no_secret_any_more() -> None:
    steps = (asked(secret=True, next="openly"), asked(name="openly"), say("done"))
    call = Conversation(a_book(a_flow(*steps))).presses("1234").presses("5678")
    assert call.wishes(Answered) == [Answered("asked", "number", "5678")]
    assert call.state.secret == []
