"""`agent`: a group is asked once; the caller holds meanwhile, and is led on when nobody takes it."""

from dataclasses import replace
from typing import Any

import pytest

from ivr.engine.asks import GroupFact, PlaceFact
from ivr.engine.effects import QueueEntered, QueueLeft, Rung
from ivr.engine.nodes.agent import Agent
from ivr.engine.outputs import Talk
from tests.ivr.engine.builders import JOINED, UNDISPATCHED, Conversation, World, a_book, a_flow, say

ASKED = PlaceFact(state="offered", longest_wait=300)


def asking(world: World, **ways: Any) -> Conversation:
    step = Agent(name="desk", agent="night-desk", **(ways or {"next": "thanks", "nobody": "sorry", "closed": "shut"}))
    flow = a_flow(step, say("thanks"), say("sorry"), say("shut"), everywhere={"0": "person"})
    return Conversation(a_book(flow), world)


def left(call: Conversation) -> list[str]:
    return [each.why for each in call.wishes(QueueLeft)]


def test_everybody_is_asked_once_and_there_is_no_line() -> None:
    call = asking(World(place=ASKED))
    assert call.wishes(QueueEntered) == [QueueEntered("night-desk", lines_up=False)]
    assert call.goes_on().heard == ["Please stay on the line. To stop waiting, press 2."]


def test_each_minute_the_caller_hears_that_it_goes_on() -> None:
    world = World(place=ASKED)
    call = asking(world).goes_on().waits()
    assert call.heard == []
    world.passes(60)
    assert call.waits().heard == ["We are still looking for somebody who is free."]


def test_whoever_accepts_is_joined() -> None:
    world = World(place=ASKED)
    call = asking(world).goes_on()
    world.place = JOINED
    assert call.is_called().closing == Talk("talk-1")
    world.place = replace(JOINED, state="over", room=None, talked=90)
    assert call.rang("talked").waits().heard == ["thanks."]
    assert call.wishes(Rung) == [Rung("night-desk", "talked", 90)]


@pytest.mark.parametrize("vain", [{"state": "nobody"}, {"waited": 700}], ids=["all were asked", "it took too long"])
def test_when_nobody_takes_it_the_caller_is_led_on(vain: dict[str, Any]) -> None:
    world = World(place=ASKED)
    call = asking(world).goes_on()
    world.place = replace(ASKED, **vain)
    assert (call.waits().heard, left(call)) == (["sorry."], ["nobody"])


def test_a_switchboard_that_holds_the_offer_is_waited_for() -> None:
    world = World(place=replace(ASKED, waited=400))
    assert asking(world).goes_on().at == "desk"


def test_a_closed_group_is_not_asked() -> None:
    call = asking(World(group=GroupFact(state="closed")))
    assert (call.heard, call.wishes(QueueEntered)) == (["shut."], [])


@pytest.mark.parametrize("state", ["closed", "full"])
def test_without_a_way_of_its_own_a_closed_group_is_as_nobody(state: Any) -> None:
    assert asking(World(group=GroupFact(state=state)), next="thanks", nobody="sorry").heard == ["sorry."]


def test_without_any_way_the_flow_leads_to_its_person() -> None:
    world = World(place=replace(ASKED, state="nobody"))
    assert asking(world, next="thanks").goes_on().at == "person"


def test_who_does_not_want_to_wait_is_led_on() -> None:
    assert asking(World(place=ASKED)).goes_on().presses("2").heard == ["sorry."]


def test_while_no_scheduler_lives_the_call_rings_the_switchboard_itself() -> None:
    world = World(place=replace(UNDISPATCHED, title={"en": "Night desk"}))
    call = asking(world).goes_on()
    assert call.ringing.whisper[0].text == "Night desk. A call from Long Point County for you. To take it, press 1."
    assert call.rang("no_answer").goes_on().rang("busy").heard == ["sorry."]
