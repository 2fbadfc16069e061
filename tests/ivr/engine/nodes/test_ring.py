"""Ringing a person or a number."""

from typing import Any

import pytest

from ivr.engine.effects import Rung
from ivr.engine.inputs import Input, Pressed, RingResult, Silent
from ivr.engine.nodes.ring import Callee, Ring
from ivr.errors import EngineFault
from tests.ivr.engine.builders import ANN, ANN_HOME, BOTH, Conversation, World, a_book, a_flow, a_line, say

WORLD = World(people={"ann": (ANN, ANN_HOME)})


def called(callee: Callee | None = None, world: World = WORLD, line: Any = None, **more: Any) -> Conversation:
    ways = {"next": "after", "nobody": "nobody", "failed": "failed", **more}
    step = Ring(name="ring", ring=callee or Callee(person="ann"), seconds=20, **ways)
    flow = a_flow(step, say("after"), say("nobody"), say("failed"))
    return Conversation(a_book(flow, line=line), world)


def test_the_caller_is_told_and_the_first_number_rings() -> None:
    call = called()
    assert call.heard == ["Please hold. We are calling the person on duty."]
    assert (call.ringing.number, call.ringing.seconds, call.ringing.accept) == (ANN, 20, "1")


def test_who_answers_hears_the_whisper_in_every_language_and_the_key_to_press() -> None:
    whisper = {"en": "For {council.name}.", "fr": "Pour {council.name}."}
    call = called(line=a_line(languages=BOTH), whisper=whisper)
    texts = [(each.language, each.text) for each in call.ringing.whisper]
    assert texts == [
        ("en", "For Long Point County. A call from Long Point County for you. To take it, press 1."),
        ("fr", "Pour Long Point County. Un appel de Long Point County pour vous. Pour le prendre, faites le 1."),
    ]


def test_after_talking_the_call_goes_on() -> None:
    call = called().rang("talked", 90)
    assert call.at == "after"
    assert call.wishes(Rung) == [Rung("ann", "talked", 90)]


@pytest.mark.parametrize("result", ["no_answer", "busy", "declined", "failed"])
def test_whatever_ends_the_first_attempt_the_second_number_rings(result: RingResult) -> None:
    call = called().rang(result)
    assert call.ringing.number == ANN_HOME
    assert call.events("rang") == [{"who": "ann", "result": result, "seconds": 0}]


def test_after_the_last_number_nobody_took_it() -> None:
    assert called().rang("no_answer").rang("busy").at == "nobody"


def test_a_last_number_that_could_not_be_rung_is_a_failure_and_else_nobody() -> None:
    assert called().rang("no_answer").rang("failed").at == "failed"
    assert called(failed=None).rang("no_answer").rang("failed").at == "nobody"


def test_a_person_without_numbers_is_nobody() -> None:
    assert called(world=World()).at == "nobody"


def test_a_number_is_rung_as_it_is() -> None:
    call = called(Callee(number="+15195550177"))
    assert call.ringing.number == "+15195550177"
    assert call.rang("busy").at == "nobody"
    assert call.wishes(Rung) == [Rung("+15195550177", "busy", 0)]


def test_nobody_without_a_way_on_takes_the_flows_on_error() -> None:
    assert called(world=World(), nobody=None, failed=None).at == "person"


@pytest.mark.parametrize("stray", [Silent(), Pressed("5")], ids=repr)
def test_an_input_that_tells_no_end_counts_as_a_failed_attempt(stray: Input) -> None:
    call = called().gives(stray)
    assert call.ringing.number == ANN_HOME
    assert call.gives(stray).at == "failed"


def test_an_on_error_that_rings_nobody_is_tried_once_more_and_not_for_ever() -> None:
    step = Ring(name="ring", ring=Callee(person="ann"), next="goodbye")
    call = Conversation(a_book(a_flow(step, on_error="ring")), WORLD)
    for result in ("busy", "busy", "busy"):
        call.rang(result)
    with pytest.raises(EngineFault):
        call.rang("busy")


def test_ringing_survives_being_written_out_between_two_numbers() -> None:
    call = called()
    assert call.state.memory["ringing"]["numbers"] == [ANN, ANN_HOME]
    assert isinstance(call.rang("busy").rang("talked", 5).wishes(Rung), list)
