"""Ways through the flows that need what a flow's own test cannot have: another case, a recording of no length."""

from datetime import date

import pytest

from ivr.engine.asks import Ask, CaseFact, FindCase, GroupFact, GroupOpen, IsOpen, NumbersOf
from ivr.engine.inputs import Input, Pressed, Recorded, RingEnded
from ivr.engine.state import Facts, State
from ivr.engine.step import begin, turn
from tests.callflows.folder import site

CASE = "482719360"


def resolve(ask: Ask) -> object:
    match ask:
        case FindCase(number):
            return CaseFact(number, "open", date(2026, 11, 2)) if number == CASE else None
        case NumbersOf():
            return ("+15195550178",)
        case IsOpen():
            return True
        case GroupOpen():
            return GroupFact(state="closed")
        case _:
            return date(2026, 11, 24)


def call(line: str, flow: str, *inputs: Input) -> tuple[str, list[str]]:
    """Everything said in the call, and the steps that left a trace."""
    facts = Facts(line=line, tenant="any", channel="voice", case_number="111222333", caller="+15195550123")
    turnout = begin(site().book, facts, flow, resolve)
    said, steps = [], []
    for given in (None, *inputs):
        if given is not None:
            turnout = turn(site().book, State.from_json(turnout.state.as_json()), given, resolve)
        said += [speech.text for speech in turnout.answer.speeches]
        steps += [event.step for event in turnout.journey]
    return " ".join(said), steps


@pytest.mark.parametrize(
    ("language", "words"),
    [("1", "opened on November 2, 2026, is being worked on"), ("2", "ouvert le 2 novembre 2026, est en cours")],
    ids=["English", "French"],
)
def test_the_status_of_a_case_is_read_out_twice_and_nothing_personal(language: str, words: str) -> None:
    said, steps = call("main", "main", Pressed(language), Pressed("5"), Pressed("4"), Pressed(CASE))
    assert said.count(words) == 2
    assert "4 8 2, 7 1 9, 3 6 0" in said
    assert steps[-2:] == ["goodbye", "goodbye"]


def test_the_progress_of_a_case_in_kent() -> None:
    said, _ = call("wealden-night", "wealden-night", Pressed("5"), Pressed("2"), Pressed(CASE))
    assert said.count("is being worked on") == 2


def test_a_recording_of_no_length_is_asked_for_once_more_and_then_the_call_ends_kindly() -> None:
    nobody, silence = RingEnded("busy"), Recorded("RE0", 0)
    said, steps = call("after-hours", "after-hours", Pressed("0"), nobody, silence, silence)
    assert "I heard no message" in said
    assert "We have no message from you" in said
    assert steps.count("nothing") == 1


def test_a_recording_of_no_length_in_kent() -> None:
    nobody, silence = RingEnded("busy"), Recorded("RE0", 0)
    said, _ = call("wealden-night", "wealden-night", Pressed("0"), nobody, silence, silence)
    assert "We have no message from you" in said


def test_a_second_try_at_a_message_is_kept() -> None:
    no_callback = Pressed("2")
    said, _ = call("main", "main", Pressed("0"), no_callback, Recorded("RE0", 0), Recorded("RE1", 12))
    assert "We have your message" in said
