"""A blocked caller is answered by message only, and never kept from raising an emergency."""

import pytest

from ivr.engine.effects import EmergencyRaised, MessageLeft
from ivr.engine.inputs import Recorded
from ivr.engine.model import Step
from ivr.engine.nodes.ask import Ask, Choice
from ivr.engine.nodes.report import Report
from ivr.engine.nodes.ring import Callee, Ring
from ivr.engine.outputs import RingOut, TakeRecording
from tests.ivr.engine.builders import Conversation, World, a_book, a_flow, a_request, say

MENU = Ask(
    name="menu",
    ask={"en": "What is it?"},
    keys={"1": Choice(what={"en": "a burst pipe"}, go="pipe"), "2": Choice(what={"en": "a person"}, go="somebody")},
)
SOMEBODY = Ring(name="somebody", ring=Callee(person="ann"), next="bye", nobody="bye")
PIPE = Report(name="pipe", report="water", next="bye", nobody="somebody")
BYE = say("bye")


def calling(*, blocked: bool, steps: tuple[Step, ...] = (MENU, SOMEBODY, PIPE, BYE)) -> Conversation:
    world = World(people={"ann": ("+15195550001",)})
    return Conversation(a_book(a_flow(*steps), requests=(a_request(emergency="water"),)), world, blocked=blocked)


def test_where_others_are_put_through_a_blocked_caller_is_asked_for_a_message() -> None:
    assert isinstance(calling(blocked=False).presses("2").closing, RingOut)
    call = calling(blocked=True).presses("2")
    assert call.heard[0] == (
        "Calls from your number are answered by message only. If anyone is in danger, hang up and dial 9 1 1."
    )
    assert isinstance(call.closing, TakeRecording)
    call.gives(Recorded("RE1", 12))
    assert call.wishes(MessageLeft) == [MessageLeft("RE1", 12)]
    assert call.heard[-1] == "bye."


def test_a_blocked_caller_who_says_nothing_goes_on_to_the_end() -> None:
    assert calling(blocked=True).presses("2").waits().heard[-1] == "bye."


@pytest.mark.parametrize("blocked", [True, False])
def test_the_key_that_raises_an_emergency_works_for_a_blocked_caller_as_for_everybody(blocked: bool) -> None:
    call = calling(blocked=blocked).presses("1")
    assert call.wishes(EmergencyRaised) == [EmergencyRaised("water", "water")]


def test_whoever_has_raised_an_emergency_is_put_through_blocked_or_not() -> None:
    call = calling(blocked=True).presses("1")
    call.state.step, call.state.memory = "menu", {}
    assert isinstance(call.presses("2").closing, RingOut)
