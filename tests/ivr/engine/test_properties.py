"""What holds for every flow and every caller, however odd."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.engine.asks import GroupFact, OfferFact, PlaceFact
from ivr.engine.built_in import OFFERED
from ivr.engine.effects import Effect, Finished, Opened
from ivr.engine.inputs import Input, Silent
from ivr.engine.model import Book, Defaults, Flow, Step
from ivr.engine.nodes.agent import Agent
from ivr.engine.nodes.end import End
from ivr.engine.nodes.queue import Queue
from ivr.engine.outputs import GoOn, HangUp, Listen, RingOut, TakeRecording, Talk
from ivr.engine.state import Facts, State
from ivr.engine.step import STEPS_WITHOUT_CALLER, begin, begin_leg, turn
from ivr.engine.turnout import Turnout
from ivr.errors import EngineFault
from tests.ivr.engine.builders import BOTH, CALLER, World, a_line
from tests.ivr.engine.random_flows import FLOWS, HELD, INPUTS, PLACES, REQUESTS, WORLDS, books, request_kinds, verbs

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
MOST_TURNS = 24
"""Three questions and the caller's number twice each, the numbers of a person or a message, a wait and a callback."""


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


SILENCE = st.lists(INPUTS, max_size=6).map(lambda deeds: [*deeds, *[Silent()] * 80])
"""A caller who does something or other, and then falls silent; some minutes, or a talk, lie between two turns."""
IN_WAITING = st.sampled_from([
    Agent(name="only", agent="desk", next="out", nobody="out"),
    Queue(name="only", queue="desk", next="out", gave_up="out"),
    Queue(name="only", queue="desk", next="out", gave_up="out", callback="out"),
])  # fmt: skip


@given(IN_WAITING, FACTS, st.sampled_from([*PLACES, *HELD]), st.sampled_from(["open", "closed", "full"]), SILENCE)
def test_whoever_waits_for_an_agent_and_falls_silent_ends_where_the_flow_leads(
    step: Step, facts: Facts, place: PlaceFact | None, group: Any, inputs: list[Input]
) -> None:
    main = Flow("main", "only", Defaults(on_error="out"), {}, {"only": step, "out": BYE})
    book = Book({"main": main}, {}, {"main": a_line(languages=BOTH)})
    *_, last = turns(book, facts, inputs, World(place=place, group=GroupFact(state=group)), seconds=MINUTE)
    assert last.state.ended


OFFERS = st.builds(
    OfferFact,
    purpose=st.sampled_from(["caller", "callback", "transfer", "interpreter"]),
    state=st.sampled_from(["open", "mine", "taken", "gone", "over"]),
    line=st.sampled_from([{}, {"en": "Night line"}]),
    council=st.just("Long Point County"),
    by_key=st.booleans(),
    code=st.sampled_from(["", "482719"]),
    room=st.sampled_from([None, "talk-1"]),
    caller=st.sampled_from(["", CALLER]),
)


@given(OFFERS, st.lists(st.tuples(OFFERS, INPUTS), max_size=12))
def test_whatever_becomes_of_an_offer_its_leg_is_sound_and_ends_in_silence(
    first: OfferFact, then: list[tuple[OfferFact | None, Input]]
) -> None:
    world, book = World(offer=first), Book({}, {}, {"main": a_line(languages=BOTH)})
    facts = Facts(line="main", tenant="county", channel="voice", case_number="482719360")
    turnout = begin_leg(book, facts, OFFERED, "en", world.resolve)
    for offer, each in [*then, *[(None, Silent())] * 80]:
        has_one_closing_and_hangs_up_only_at_the_end(turnout)
        world.offer = offer or world.offer
        world.passes(MINUTE)
        turnout = turn(book, written_out(turnout.state), each, world.resolve)
    assert turnout.state.ended
