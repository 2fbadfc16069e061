"""What holds for every flow and every caller, however odd."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.engine.effects import Effect, Finished, Opened
from ivr.engine.inputs import Input
from ivr.engine.model import Book, Defaults, Flow, Step
from ivr.engine.nodes.end import End
from ivr.engine.outputs import GoOn, HangUp, Listen, RingOut, TakeRecording, Talk
from ivr.engine.state import Facts, State
from ivr.engine.step import STEPS_WITHOUT_CALLER, begin, turn
from ivr.engine.turnout import Turnout
from ivr.errors import EngineFault
from tests.ivr.engine.builders import BOTH, CALLER, World, a_line
from tests.ivr.engine.random_flows import FLOWS, INPUTS, REQUESTS, WORLDS, books, request_kinds, verbs

pytestmark = pytest.mark.slow

FACTS = st.builds(
    Facts,
    line=st.just("main"),
    tenant=st.just("county"),
    channel=st.sampled_from(["voice", "text"]),
    case_number=st.just("482719360"),
    caller=st.sampled_from([None, CALLER]),
    records=st.integers(0, 3),
    open_cases=st.integers(0, 2),
)
MANY = st.lists(INPUTS, max_size=25)
EVENTS_PER_STEP = 4
LARGEST_STATE = 10_000
MINUTE = 60
OUT = st.just("out")
BYE = End(name="out", end={"en": "Goodbye."})
MOST_TURNS = 14
"""Three questions and the caller's number twice each, the numbers of a person or a message, and some to spare."""


def written_out(state: State) -> State:
    return State.from_json(json.loads(json.dumps(state.as_json())))


def kept(state: State) -> State:
    return state


def turns(
    book: Book, facts: Facts, inputs: list[Input], world: World, between: Any = written_out, seconds: int = 0
) -> Iterator[Turnout]:
    """Every turnout until the inputs are used up, or a fault that is the program's to mend; a turn takes `seconds`."""
    try:
        turnout = begin(book, facts, "main", world.resolve)
        yield turnout
        for given_input in inputs:
            world.passes(seconds)
            turnout = turn(book, between(turnout.state), given_input, world.resolve)
            yield turnout
    except EngineFault:
        return


@given(books(broken=True), FACTS, MANY, WORLDS)
def test_whatever_happens_a_turn_is_sound_or_a_fault_of_the_engine(
    book: Book, facts: Facts, inputs: list[Input], world: World
) -> None:
    for turnout in turns(book, facts, inputs, world):
        has_one_closing_and_hangs_up_only_at_the_end(turnout)
        is_bounded(turnout)
        speaks_only_with_voices_of_the_line(turnout, book)
        keeps_a_journey_that_is_json(turnout)


def has_one_closing_and_hangs_up_only_at_the_end(turnout: Turnout) -> None:
    assert isinstance(turnout.answer.closing, Listen | TakeRecording | RingOut | Talk | GoOn | HangUp)
    assert (turnout.answer.closing == HangUp()) == turnout.state.ended


def is_bounded(turnout: Turnout) -> None:
    assert len(turnout.journey) <= 2 * STEPS_WITHOUT_CALLER * EVENTS_PER_STEP
    assert len(json.dumps(turnout.state.as_json())) < LARGEST_STATE


def speaks_only_with_voices_of_the_line(turnout: Turnout, book: Book) -> None:
    assert {each.language for each in turnout.answer.speeches} <= set(book.lines["main"].languages)


def keeps_a_journey_that_is_json(turnout: Turnout) -> None:
    for event in turnout.journey:
        assert json.loads(json.dumps(dict(event.data))) == event.data


@given(books(), FACTS, MANY, WORLDS)
def test_writing_the_state_out_between_turns_changes_nothing(
    book: Book, facts: Facts, inputs: list[Input], world: World
) -> None:
    in_memory = [(each.answer, each.journey, each.effects) for each in turns(book, facts, inputs, world, kept)]
    in_json = [(each.answer, each.journey, each.effects) for each in turns(book, facts, inputs, world)]
    assert in_memory == in_json


@given(books(), FACTS, MANY, WORLDS)
def test_a_call_opens_once_and_once_it_has_ended_it_stays_so(
    book: Book, facts: Facts, inputs: list[Input], world: World
) -> None:
    effects: list[Effect] = []
    over = False
    for turnout in turns(book, facts, inputs, world):
        assert not over or (turnout.answer.closing, turnout.effects, turnout.journey) == (HangUp(), (), ())
        over = turnout.state.ended
        effects += turnout.effects
    assert effects.count(Opened()) <= 1
    assert sum(isinstance(each, Finished) for each in effects) == over


@given(st.data(), st.sampled_from(list(verbs(OUT, broken=False))), FACTS, WORLDS)
def test_out_of_every_step_a_caller_who_does_anything_or_nothing_is_led_on(
    data: st.DataObject, verb: type[Step], facts: Facts, world: World
) -> None:
    step = verb(name="only", **data.draw(st.fixed_dictionaries(dict(verbs(OUT, broken=False)[verb]))))
    requests = {name: data.draw(request_kinds(name)) for name in REQUESTS}
    main = Flow("main", "only", Defaults(tries=3, after_last_try="out", on_error="out"), {}, {"only": step, "out": BYE})
    others = {name: Flow(name, "out", Defaults(), {}, {"out": BYE}) for name in FLOWS[1:]}
    book = Book({"main": main, **others}, requests, {"main": a_line(languages=BOTH)})
    inputs = data.draw(st.lists(INPUTS, min_size=MOST_TURNS, max_size=MOST_TURNS))
    *_, last = turns(book, facts, inputs, world, seconds=MINUTE)
    assert last.state.ended
