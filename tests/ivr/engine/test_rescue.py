"""When the program itself fails: a sentence, then a person, and nothing that happened before is lost."""

import json

from ivr.engine import rescue
from ivr.engine.effects import Effect, EmergencyRaised, Finished, Opened, Reported, Rung
from ivr.engine.inputs import Input, RingEnded
from ivr.engine.model import Book
from ivr.engine.outputs import HangUp, RingOut
from ivr.engine.state import Facts, State
from ivr.engine.turnout import Stranded, Turnout
from ivr.engine.visit import Visit
from tests.ivr.engine.builders import ANN, ANN_HOME, BOTH, World, a_book, a_flow, a_line, say

BOOK = a_book(a_flow(say("only")), line=a_line(languages=BOTH))
FACTS = Facts(line="main", tenant="county", channel="voice", case_number="482719360")


def rescued(step: str = "only", after: Exception | None = None, numbers: tuple[str, ...] = (ANN, ANN_HOME)) -> Turnout:
    return rescue.rescue(BOOK, State(facts=FACTS, flow="main", step=step), numbers, "broken", after)


def next_turn(turnout: Turnout, given: Input, book: Book = BOOK) -> Turnout:
    state = State.from_json(json.loads(json.dumps(turnout.state.as_json())))
    return rescue.resume(Visit(book, state, World().resolve), given)


def stranded(*effects: Effect) -> Stranded:
    visit = Visit(BOOK, State(facts=FACTS, flow="main", step="only"), World().resolve)
    visit.note("reported", service="water")
    for effect in effects:
        visit.wish(effect)
    return Stranded("no way on", visit)


def test_the_caller_hears_it_in_every_language_and_the_first_number_rings() -> None:
    turnout = rescued()
    assert [each.language for each in turnout.answer.speeches] == ["en", "fr"]
    assert isinstance(turnout.answer.closing, RingOut)
    assert turnout.answer.closing.number == ANN
    assert turnout.effects == ()


def test_a_call_that_had_not_begun_is_opened_all_the_same_and_once() -> None:
    assert rescued(step="").effects == (Opened(),)
    assert rescued(step="", after=stranded(Opened())).effects == (Opened(),)


def test_an_emergency_raised_in_the_turn_that_failed_stays_raised() -> None:
    raised = (Reported("water"), EmergencyRaised("water", "ann"))
    turnout = rescued(after=stranded(*raised))
    assert turnout.effects == raised
    assert [event.kind for event in turnout.journey] == ["reported", "fault"]


def test_number_after_number_is_rung_and_then_the_caller_is_told_the_truth() -> None:
    second = next_turn(rescued(), RingEnded("no_answer"))
    assert isinstance(second.answer.closing, RingOut)
    last = next_turn(second, RingEnded("busy"))
    assert last.answer.closing == HangUp()
    assert last.answer.speeches[0].text.startswith("We cannot reach anybody")
    assert last.effects == (Rung("fallback", "busy", 0), Finished(helped=False))


def test_after_talking_the_call_is_over() -> None:
    turnout = next_turn(rescued(), RingEnded("talked", 30))
    assert (turnout.answer.closing, turnout.state.ended) == (HangUp(), True)


def test_without_any_number_the_caller_is_told_at_once() -> None:
    assert rescued(numbers=()).answer.closing == HangUp()
