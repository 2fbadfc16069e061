"""A kind of request: its emergency first, then its questions, then somebody or a message."""

from dataclasses import replace
from typing import Any

import pytest

from ivr.engine.effects import Answered, EmergencyMoved, EmergencyRaised, MessageLeft, Reported, Rung
from ivr.engine.inputs import Input, Pressed, RingEnded, Silent
from ivr.engine.model import Question
from ivr.engine.nodes.ask import Ask, Choice
from ivr.engine.nodes.report import Report
from ivr.engine.outputs import Talk
from tests.ivr.engine.builders import (
    ANN,
    ANN_HOME,
    BOTH,
    NOTICE,
    PAGING,
    UNPAGED,
    Conversation,
    World,
    a_book,
    a_flow,
    a_line,
    a_question,
    a_request,
    say,
)

WHERE = a_question("where", "address")
DEPTH = a_question("depth", "number")
FLOWING = a_question("flowing", "yes_no")
KIND = a_question("kind", "choice", choices={"1": {"en": "a spring"}, "2": {"en": "a flood", "fr": "une inondation"}})
ON_DUTY = World(standing=UNPAGED)


def called(
    *questions: Question, emergency: str | None = None, world: World | None = None, **facts: Any
) -> Conversation:
    menu = Ask(name="menu", ask={"en": "What?"}, keys={"1": Choice(what={"en": "water"}, go="burst")})
    burst = Report(name="burst", report="water", next="thanks", nobody="promise")
    everywhere = {"0": "person", "*": "repeat"}
    flow = a_flow(menu, burst, say("thanks"), say("promise"), everywhere=everywhere)
    book = a_book(flow, requests=(a_request(*questions, emergency=emergency),))
    return Conversation(book, world, **facts).presses("1")


def test_an_emergency_is_raised_by_the_key_that_chooses_it_before_the_first_question_is_answered() -> None:
    call = called(WHERE, emergency="water", world=ON_DUTY)
    assert call.turnout.effects == (Reported("water"), EmergencyRaised("water", "water"))
    assert call.heard == ["where?"]


def test_without_an_emergency_the_questions_are_followed_by_a_message() -> None:
    call = called(WHERE)
    assert call.wishes(EmergencyRaised) == []
    assert call.says("12 Main Street").is_recording
    assert call.heard[0] == NOTICE["en"]
    assert call.records(8).at == "thanks"
    assert call.wishes(MessageLeft) == [MessageLeft("RE1", 8)]


def test_a_caller_who_leaves_no_message_goes_on_all_the_same() -> None:
    call = called().records(0)
    assert call.at == "thanks"
    assert call.wishes(MessageLeft) == []


@pytest.mark.parametrize(
    ("question", "given", "answered"),
    [
        (WHERE, "12 Main Street", Answered("where", "address", "12 Main Street")),
        (a_question("what", "text"), "a leak", Answered("what", "text", "a leak")),
        (DEPTH, "12", Answered("depth", "number", "12")),
        (FLOWING, "1", Answered("flowing", "yes_no", "yes")),
        (FLOWING, "2", Answered("flowing", "yes_no", "no")),
        (KIND, "2", Answered("kind", "choice", "2")),
        (a_question("reach", "phone"), "5195550199", Answered("reach", "phone", "5195550199")),
    ],
    ids=["address", "text", "number", "yes", "no", "choice", "phone"],
)
def test_each_kind_of_question_keeps_its_answer(question: Question, given: str, answered: Answered) -> None:
    call = called(question).says(given)
    assert call.wishes(Answered) == [answered]
    assert call.state.answers[question.name] == answered.value


@pytest.mark.parametrize(
    ("question", "wrong"),
    [(DEPTH, "*5"), (FLOWING, "3"), (KIND, "7"), (a_question("reach", "phone"), "519"), (DEPTH, "deep")],
    ids=["number", "yes_no", "choice", "phone", "words for digits"],
)
def test_a_wrong_answer_is_asked_again_once_and_then_left(question: Question, wrong: str) -> None:
    call = called(question, DEPTH).says(wrong)
    assert call.heard[0] in ("That is not one of the choices.", "That number cannot be right.")
    call.says(wrong)
    assert call.events("unanswered") == [{"question": question.name}]
    assert call.heard == ["depth?"]
    assert call.wishes(Answered) == []


@pytest.mark.parametrize("question", [FLOWING, KIND], ids=["yes_no", "choice"])
def test_the_keys_of_a_question_win_over_everywhere(question: Question) -> None:
    burst = Report(name="burst", report="water", next="goodbye")
    flow = a_flow(burst, everywhere={"2": "person", "3": "person"})
    book = a_book(flow, requests=(a_request(question),))
    assert Conversation(book).presses("2").wishes(Answered)
    assert Conversation(book).presses("3").at == "person"


def test_yes_no_and_choices_say_their_keys() -> None:
    assert called(FLOWING).heard == ["flowing?", "For yes, press 1. For no, press 2."]
    call = called(KIND)
    assert call.heard == ["kind?", "For a spring, press 1.", "For a flood, press 2."]
    assert (call.listening.at_most, call.listening.finish, call.listening.speech) == (1, "", False)


def test_a_choice_missing_in_the_callers_language_is_announced_in_another() -> None:
    burst = Report(name="burst", report="water", next="goodbye")
    line = a_line(languages={"fr": BOTH["fr"], "en": BOTH["en"]})
    call = Conversation(a_book(a_flow(burst), requests=(a_request(KIND),), line=line))
    assert "For a spring, press 1." in call.heard
    assert "Pour une inondation, faites le 2." in call.heard


@pytest.mark.parametrize("given", [Silent(), Pressed("5"), RingEnded("talked")], ids=repr)
def test_an_address_that_was_not_understood_is_recorded_instead(given: Input) -> None:
    call = called(WHERE, DEPTH).gives(given)
    assert call.is_recording
    assert call.heard[:2] == [NOTICE["en"], "where?"]
    assert call.records(6, "RE9").wishes(Answered) == [Answered("where", "address", "", "RE9")]
    assert call.heard == ["depth?"]


def test_a_question_with_nothing_recorded_is_left_and_the_next_one_put() -> None:
    call = called(WHERE, DEPTH).waits().records(0)
    assert call.events("unanswered") == [{"question": "where"}]
    assert call.heard == ["depth?"]


def test_a_caller_who_says_nothing_at_all_is_still_put_through() -> None:
    call = called(WHERE, FLOWING, emergency="water", world=ON_DUTY).waits().records(0).waits().waits()
    assert call.ringing.number == ANN


def test_a_withheld_caller_is_asked_for_a_number_and_only_once_in_a_call() -> None:
    again = Report(name="again", report="water", next="goodbye")
    first = Report(name="first", report="water", next="again")
    book = a_book(a_flow(first, again), requests=(a_request(),))
    call = Conversation(book, caller=None, withheld=True)
    assert "At which number" in call.heard[0]
    call.presses("5195550199")
    assert call.wishes(Answered) == [Answered("caller_number", "phone", "5195550199")]
    assert call.records(4).is_recording
    assert "At which number" not in " ".join(call.heard)


def test_a_caller_whose_number_is_known_is_not_asked_for_it() -> None:
    assert called().is_recording


def test_a_star_repeats_the_question_and_raises_nothing_twice() -> None:
    call = called(WHERE, DEPTH, emergency="water", world=ON_DUTY).says("here").presses("*")
    assert call.heard == ["depth?"]
    assert (len(call.wishes(EmergencyRaised)), len(call.wishes(Reported)), len(call.wishes(Answered))) == (1, 1, 1)


def test_a_zero_leaves_the_questions_for_a_person_and_the_emergency_stays_raised() -> None:
    call = called(WHERE, emergency="water", world=ON_DUTY).presses("0")
    assert call.at == "person"
    assert len(call.wishes(EmergencyRaised)) == 1


def test_while_nobody_pages_the_call_itself_rings_them_one_after_the_other_until_somebody_talks() -> None:
    call = called(emergency="water", world=ON_DUTY)
    assert call.heard == ["Please hold. We are calling the person on duty."]
    assert call.goes_on().ringing.number == ANN
    assert call.ringing.whisper[0].text.startswith("Burst water pipe. A call from")
    assert call.rang("no_answer").goes_on().ringing.number == ANN_HOME
    assert call.rang("talked", 60).at == "thanks"
    assert call.wishes(Rung) == [Rung("ann", "no_answer", 0), Rung("ann", "talked", 60)]
    assert [(each.move, each.who, each.how) for each in call.wishes(EmergencyMoved)] == [("accept", "ann", "dialled")]


def test_when_nobody_takes_it_the_caller_is_told_and_nothing_is_accepted() -> None:
    call = called(emergency="water", world=ON_DUTY).goes_on().rang("declined").goes_on().rang("busy")
    assert call.heard == ["promise."]
    assert call.wishes(EmergencyMoved) == []


def test_an_empty_roster_is_nobody() -> None:
    empty = World(standing=replace(UNPAGED, to_ring=()))
    assert called(emergency="water", world=empty).goes_on().heard == ["promise."]


def test_nobody_without_a_way_on_takes_the_flows_on_error() -> None:
    flow = a_flow(Report(name="burst", report="water", next="goodbye"))
    call = Conversation(a_book(flow, requests=(a_request(emergency="water"),))).goes_on()
    assert call.at == "person"


@pytest.mark.parametrize("stray", [Silent(), Pressed("5")], ids=repr)
def test_an_input_that_tells_no_end_of_the_ringing_goes_on_to_the_next_number(stray: Input) -> None:
    assert called(emergency="water", world=ON_DUTY).goes_on().gives(stray).goes_on().ringing.number == ANN_HOME


def test_a_resolver_that_fails_leads_to_a_human_and_the_emergency_stays() -> None:
    call = called(emergency="water", world=World(fails=LookupError("no roster water"))).goes_on()
    assert call.at == "person"
    assert len(call.wishes(EmergencyRaised)) == 1


def test_the_place_reaches_those_who_are_called_already() -> None:
    call = called(WHERE, DEPTH, emergency="water", world=World(standing=PAGING)).says("12 Main Street")
    assert [each.move for each in call.wishes(EmergencyMoved)] == ["add"]


def test_somebody_who_accepts_during_the_questions_is_put_through_at_once() -> None:
    world = World(standing=PAGING)
    call = called(WHERE, emergency="water", world=world)
    world.standing = replace(PAGING, state="accepted", accepted_by="ann", room="emergency-1")
    assert call.is_called().closing == Talk("emergency-1")


def test_a_call_that_is_called_for_nothing_hears_its_question_again() -> None:
    call = called(WHERE, emergency="water", world=World(standing=PAGING)).is_called()
    assert call.heard == ["where?"]


KNOWN = World(standing=PAGING, known="e-9")


def test_who_reports_what_is_known_nearby_is_told_so_and_pages_nobody() -> None:
    call = called(WHERE, emergency="water", world=KNOWN).says("12 Main Street")
    assert "We know of this already" in call.heard[0]
    assert call.waits().at == "thanks"
    assert [(each.move, each.other) for each in call.wishes(EmergencyMoved)] == [("add", None), ("same", "e-9")]


def test_unless_they_say_that_it_is_worse_or_elsewhere() -> None:
    call = called(WHERE, emergency="water", world=KNOWN).says("12 Main Street").presses("1")
    assert [each.move for each in call.wishes(EmergencyMoved)] == ["add", "release"]
    assert "Please hold" in call.heard[0]


def test_an_unknown_kind_of_request_leads_to_a_human() -> None:
    call = Conversation(a_book(a_flow(Report(name="burst", report="gas", next="goodbye"))))
    assert call.at == "person"
