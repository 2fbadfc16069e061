"""Flows within flows, and how they end."""

import pytest

from ivr.engine.frames import DEEPEST
from ivr.engine.nodes.ask import Ask, Choice
from ivr.engine.nodes.do import Do
from ivr.engine.nodes.end import End
from ivr.engine.nodes.go import Go
from ivr.engine.nodes.ring import Callee, Ring
from ivr.engine.nodes.say import Say
from tests.ivr.engine.builders import Conversation, World, a_book, a_flow, say

MENU = Ask(name="menu", ask={"en": "Fine?"}, keys={"1": Choice(go="good"), "2": Choice(go="bad")})
INNER = a_flow(
    MENU,
    say("good"),
    End(name="bad", end={"en": "So sorry."}, named="unhappy"),
    name="inner",
    on_error=None,
    after_last_try=None,
)
DO = Do(name="inside", do="inner", ends={"unhappy": "complaint"}, next="after")


def test_a_sub_flow_returns_by_its_named_end_or_goes_on_with_next() -> None:
    book = a_book(a_flow(DO, say("after"), say("complaint")), INNER)
    assert Conversation(book).presses("1").heard == ["good.", "after."]
    call = Conversation(book).presses("2")
    assert call.heard == ["So sorry.", "complaint."]
    assert call.events("returned") == [{"flow": "inner", "end": "unhappy"}]
    assert call.is_over


def test_flows_may_stand_within_flows_and_each_returns_where_it_was_called() -> None:
    outer = a_flow(Do(name="outer", do="middle", next="last"), say("last"))
    middle = a_flow(Do(name="mid", do="inner", next="back"), say("back"), name="middle")
    call = Conversation(a_book(outer, middle, INNER))
    assert [(frame.flow, frame.step) for frame in call.state.stack] == [("main", "outer"), ("middle", "mid")]
    assert call.presses("1").heard == ["good.", "back.", "last."]


def test_a_say_that_ends_with_a_name_tells_the_calling_flow() -> None:
    inner = a_flow(Say(name="only", say={"en": "Hm."}, end="unhappy"), name="inner")
    assert Conversation(a_book(a_flow(DO, say("complaint")), inner)).heard == ["Hm.", "complaint."]


def test_an_end_nobody_named_and_no_next_leads_to_a_human() -> None:
    lost = Do(name="inside", do="inner", ends={"unhappy": "goodbye"})
    assert Conversation(a_book(a_flow(lost), INNER)).presses("1").at == "person"


def test_a_flow_that_does_not_exist_leads_to_a_human_and_leaves_no_trace_of_a_call() -> None:
    call = Conversation(a_book(a_flow(Do(name="inside", do="nowhere", next="goodbye"))))
    assert (call.at, call.state.stack) == ("person", [])
    assert call.records(3).events("returned") == []


def test_go_leads_to_a_step_or_to_another_flow() -> None:
    other = a_flow(say("there"), name="other")
    assert Conversation(a_book(a_flow(Go(name="on", go="there"), say("there")), other)).heard == ["there."]
    call = Conversation(a_book(a_flow(Go(name="on", go="other")), other))
    assert (call.heard, call.state.flow, call.state.stack) == (["there."], "other", [])


def test_a_flow_gone_to_from_a_sub_flow_still_returns_to_the_caller_of_that() -> None:
    inner = a_flow(Go(name="on", go="other"), name="inner")
    other = a_flow(say("there"), name="other")
    assert Conversation(a_book(a_flow(DO, say("after")), inner, other)).heard == ["there.", "after."]


def test_a_fault_in_a_sub_flow_without_on_error_takes_the_calling_flows() -> None:
    inner = a_flow(Go(name="on", go="nowhere"), name="inner", on_error=None)
    call = Conversation(a_book(a_flow(DO, say("after")), inner))
    assert (call.state.flow, call.at, call.state.stack) == ("main", "person", [])


def test_a_fault_in_a_sub_flow_with_on_error_stays_in_it_and_returns() -> None:
    inner = a_flow(Go(name="on", go="nowhere"), say("sorry"), name="inner", on_error="sorry")
    assert Conversation(a_book(a_flow(DO, say("after")), inner)).heard[1:] == ["sorry.", "after."]


def test_a_menu_in_a_sub_flow_without_a_way_out_ends_with_a_human_of_the_calling_flow() -> None:
    call = Conversation(a_book(a_flow(DO, say("after")), INNER)).waits().waits().waits()
    assert (call.state.flow, call.at) == ("main", "person")


def test_a_zero_in_a_sub_flow_reaches_the_calling_flows_person() -> None:
    call = Conversation(a_book(a_flow(DO, say("after"), everywhere={"0": "person"}), INNER)).presses("0")
    assert (call.state.flow, call.at, call.state.stack) == ("main", "person", [])


def test_a_star_of_the_calling_flow_repeats_the_step_of_the_sub_flow() -> None:
    call = Conversation(a_book(a_flow(DO, everywhere={"*": "repeat"}), INNER)).presses("*")
    assert (call.state.flow, call.heard[0]) == ("inner", "Fine?")


def test_a_key_of_the_sub_flows_own_everywhere_comes_first() -> None:
    inner = a_flow(MENU, say("here"), name="inner", everywhere={"0": "here"})
    call = Conversation(a_book(a_flow(DO, say("after"), everywhere={"0": "person"}), inner)).presses("0")
    assert call.heard == ["here.", "after."]


def test_a_flow_that_calls_itself_for_ever_ends_with_a_human() -> None:
    ring = Ring(name="ring", ring=Callee(person="ann"), next="again")
    deep = a_flow(ring, Do(name="again", do="main", next="goodbye"))
    call = Conversation(a_book(deep), World(people={"ann": ("+15195550101",)}))
    for _ in range(DEEPEST + 1):
        call.rang("talked")
    assert call.at == "person"
    assert call.events("fault") == [{"why": f"more than {DEEPEST} flows inside each other"}]


@pytest.mark.parametrize("end", [End(name="over", end={"en": "Bye."}), say("over")], ids=["end", "say"])
def test_the_end_of_the_first_flow_is_the_end_of_the_call(end: End | Say) -> None:
    call = Conversation(a_book(a_flow(end)))
    assert call.is_over
    assert call.state.ended


def test_named_ends_and_next_are_outcomes() -> None:
    assert list(DO.outcomes()) == [("unhappy", "complaint"), ("next", "after")]
