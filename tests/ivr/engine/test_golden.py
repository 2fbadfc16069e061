"""Whole calls as people would read them. `UPDATE_GOLDEN=1 pytest tests/ivr/engine/test_golden.py` writes them anew."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ivr.engine.asks import CaseFact, OfferFact
from ivr.engine.built_in import OFFERED
from ivr.engine.model import Book, Flow
from ivr.engine.nodes.ask import Ask, Choice
from ivr.engine.nodes.choose import Choose, Condition
from ivr.engine.nodes.collect import Collect
from ivr.engine.nodes.language import Language
from ivr.engine.nodes.queue import Queue
from ivr.engine.nodes.record import Record
from ivr.engine.nodes.report import Report
from ivr.engine.nodes.ring import Callee, Ring
from ivr.engine.nodes.say import Say
from ivr.engine.nodes.status import Status
from tests.ivr.engine.builders import (
    ANN,
    ANN_HOME,
    BOTH,
    IN_LINE,
    JOINED,
    UNPAGED,
    Conversation,
    Leg,
    World,
    a_book,
    a_flow,
    a_line,
    a_question,
    a_request,
)

GOLDEN = Path(__file__).parent / "golden"
NIGHT = World(
    open={"town_hall": False},
    people={"ann": (ANN, ANN_HOME)},
    standing=UNPAGED,
    cases={"482719360": CaseFact("482719360", "waiting", date(2026, 12, 1))},
)


def menu() -> Ask:
    pipe = Choice(
        what={"en": "a burst water pipe", "fr": "une conduite d'eau brisée"},
        hears={"en": ("water", "pipe"), "fr": ("eau",)},
        go="burst_pipe",
    )
    case = Choice(what={"en": "a case you have", "fr": "un dossier en cours"}, go="number")
    other = Choice(what={"en": "anything else", "fr": "toute autre question"}, go="other")
    question = {"en": "What are you calling about?", "fr": "Quel est le motif de votre appel ?"}
    return Ask(name="triage", ask=question, keys={"1": pipe, "2": case, "3": other})


def after_hours() -> Flow:
    welcome = {
        "en": "If anyone is in danger, hang up and dial {emergency.number}.",
        "fr": "En cas de danger, raccrochez et composez le {emergency.number}.",
    }
    promise = {"en": "They will ring you at {caller.number}.", "fr": "On vous rappellera au {caller.number}."}
    bye = {"en": "Your case is {case.number}. Goodbye.", "fr": "Votre dossier est le {case.number}. Au revoir."}
    return a_flow(
        Say(name="welcome", say=welcome, next="language"),
        Language(name="language", language="offer", next="open"),
        Choose(name="open", choose=(Condition(subject="hours", value="town_hall", go="clerk"),), otherwise="triage"),
        menu(),
        Report(name="burst_pipe", report="water", next="bye", nobody="promise"),
        Collect(
            name="number", collect={"en": "Its number?", "fr": "Son numéro ?"}, into="wanted", confirm=True, next="tell"
        ),
        Status(name="tell", status="wanted", next="bye", not_found="other"),
        Record(name="other", record={"en": "Leave a message.", "fr": "Laissez un message."}, next="bye"),
        Ring(name="clerk", ring=Callee(person="ann"), next="bye", nobody="other"),
        Say(name="promise", say=promise, next="bye"),
        Say(name="bye", say=bye, end=""),
        everywhere={"0": "clerk", "*": "repeat"},
        after_last_try="clerk",
        on_error="clerk",
    )


def the_book() -> Book:
    where, flowing = a_question("where", "address"), a_question("flowing", "yes_no")
    return a_book(after_hours(), requests=(a_request(where, flowing, emergency="water"),), line=a_line(languages=BOTH))


def a_burst_pipe_at_night() -> Conversation:
    call = Conversation(the_book(), NIGHT).presses("1").says("a pipe has burst").says("12 Main Street").presses("1")
    return call.rang("no_answer").goes_on().rang("talked", 95)


def a_french_caller_nobody_can_take() -> Conversation:
    call = Conversation(the_book(), NIGHT, caller=None, withheld=True).presses("2").presses("1").waits().records(7)
    return call.presses("2").presses("5195550199").rang("declined").goes_on().rang("busy")


def a_caller_who_asks_for_a_case() -> Conversation:
    call = Conversation(the_book(), NIGHT).waits().presses("2").presses("482719").presses("2").presses("482719360")
    return call.presses("1")


def a_caller_who_says_nothing() -> Conversation:
    call = Conversation(the_book(), NIGHT).waits().waits().waits().waits()
    return call.rang("no_answer").rang("no_answer").records(0)


def a_caller_who_presses_anything() -> Conversation:
    call = Conversation(the_book(), NIGHT).presses("9").presses("1").presses("7").presses("*").presses("8").presses("0")
    return call.rang("talked", 30)


def in_line() -> Book:
    queue = Queue(name="clerk", queue="desk", next="bye", gave_up="other", callback="promise")
    steps = [queue if step.name == "clerk" else step for step in after_hours().steps.values()]
    flow = replace(after_hours(), steps={step.name: step for step in steps})
    return a_book(flow, line=a_line(languages=BOTH))


def a_caller_in_line_who_is_answered() -> Conversation:
    world = replace(NIGHT, place=IN_LINE)
    call = Conversation(in_line(), world).presses("1").presses("0").goes_on()
    world.place = replace(IN_LINE, ahead=1, expected=100, waited=30)
    call.waits()
    world.place = replace(JOINED, room=None)
    call.waits()
    world.place = JOINED
    call.is_called()
    world.place = replace(JOINED, state="over", room=None, talked=74)
    return call.rang("talked", 74).waits()


def a_french_caller_in_line_who_is_called_back() -> Conversation:
    world = replace(NIGHT, place=IN_LINE)
    call = Conversation(in_line(), world, caller=None, withheld=True).presses("2").presses("0").goes_on()
    return call.presses("1").presses("12").presses("5195550177").presses("1")


def a_caller_in_line_who_has_waited_too_long() -> Conversation:
    world = replace(NIGHT, place=IN_LINE)
    call = Conversation(in_line(), world).presses("1").presses("0").goes_on()
    world.place = replace(IN_LINE, waited=600)
    return call.waits().waits().waits().records(9)


def a_switchboard_that_holds_an_offer() -> Conversation:
    offer = OfferFact(purpose="caller", state="open", line={"en": "Night line"}, council="Long Point County")
    world = World(offer=offer)
    leg = Leg(world, flow=OFFERED).waits().waits().presses("1")
    world.offer = replace(offer, state="mine", code="482719", room="talk-1")
    leg.goes_on().presses("1").waits().goes_on()
    world.offer = replace(offer, state="over")
    return leg.rang("talked", 74)


CALLS = (
    a_caller_in_line_who_is_answered,
    a_french_caller_in_line_who_is_called_back,
    a_caller_in_line_who_has_waited_too_long,
    a_switchboard_that_holds_an_offer,
    a_burst_pipe_at_night,
    a_french_caller_nobody_can_take,
    a_caller_who_asks_for_a_case,
    a_caller_who_says_nothing,
    a_caller_who_presses_anything,
)


def told(call: Conversation) -> str:
    events = [f"{event.step}: {event.kind} {dict(event.data)}" for event in call.journey]
    return "\n".join([*call.transcript, "", "journey", *events, "", "effects", *map(repr, call.effects), ""])


@pytest.mark.parametrize("phoned", CALLS, ids=lambda phoned: phoned.__name__)
def test_the_call_goes_as_it_is_written_down(phoned: Callable[[], Conversation]) -> None:
    path, now = GOLDEN / f"{phoned.__name__}.txt", told(phoned())
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(now, encoding="utf-8")
    assert now == path.read_text(encoding="utf-8")


def test_no_transcript_is_left_over_from_a_call_that_is_gone() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == {phoned.__name__ for phoned in CALLS}
