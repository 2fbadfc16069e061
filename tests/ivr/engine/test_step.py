"""The loop: everywhere keys, faults, the limit of steps, the end."""

from typing import Any

import pytest

from ivr.engine.effects import EmergencyRaised, Finished, Opened
from ivr.engine.inputs import Pressed, Silent
from ivr.engine.model import Book, Question
from ivr.engine.nodes.ask import Ask, Choice
from ivr.engine.nodes.collect import Collect
from ivr.engine.nodes.end import End
from ivr.engine.nodes.go import Go
from ivr.engine.nodes.report import Report
from ivr.engine.nodes.ring import Callee, Ring
from ivr.engine.nodes.say import Say
from ivr.engine.outputs import HangUp
from ivr.engine.state import Facts
from ivr.engine.step import STEPS_WITHOUT_CALLER, begin, turn
from ivr.engine.turnout import Stranded
from ivr.errors import EngineFault, Unavailable
from tests.ivr.engine.builders import (
    ANN,
    BOTH,
    Conversation,
    World,
    a_book,
    a_flow,
    a_line,
    a_request,
    say,
)

MENU = Ask(name="menu", ask={"en": "What?"}, keys={"1": Choice(what={"en": "it"}, go="goodbye")})
FACTS = Facts(line="main", tenant="county", channel="voice", case_number="482719360")


def with_everywhere(*steps: Any, **keys: str) -> Conversation:
    return Conversation(a_book(a_flow(*steps, everywhere={"0": "person", "*": "repeat", **keys})))


def test_the_first_turn_opens_the_call_and_says_where_it_arrived() -> None:
    call = Conversation(a_book(a_flow(MENU)))
    assert call.effects[0] == Opened()
    assert call.events("arrived") == [{"line": "main", "flow": "main"}]


def test_an_everywhere_key_leads_to_its_step_and_the_journey_says_so() -> None:
    call = with_everywhere(MENU).presses("0")
    assert call.at == "person"
    assert call.events("pressed_everywhere") == [{"keys": "0", "to": "person"}]


def test_a_zero_that_was_said_or_written_counts_too() -> None:
    assert with_everywhere(MENU).says("0").at == "person"


def test_a_menus_own_key_wins_over_everywhere() -> None:
    own = Ask(name="menu", ask={"en": "What?"}, keys={"0": Choice(go="goodbye")})
    assert with_everywhere(own).presses("0").is_over


def test_a_star_repeats_the_step_and_costs_no_try() -> None:
    call = with_everywhere(MENU)
    for _ in range(5):
        call.presses("*")
    assert call.heard == ["What?", "For it, press 1."]
    assert len(call.events("repeated")) == 5


def test_an_everywhere_key_may_lead_to_another_flow() -> None:
    other = a_flow(say("there"), name="other")
    call = Conversation(a_book(a_flow(MENU, everywhere={"9": "other"}), other)).presses("9")
    assert call.heard == ["there."]


def test_an_everywhere_key_that_leads_nowhere_leads_to_a_human() -> None:
    call = Conversation(a_book(a_flow(MENU, everywhere={"9": "nowhere"}))).presses("9")
    assert call.at == "person"


def test_an_everywhere_key_works_while_somebody_is_rung() -> None:
    ring = Ring(name="ring", ring=Callee(number=ANN), next="goodbye", nobody="goodbye")
    assert with_everywhere(ring).presses("0").at == "person"


def test_the_end_of_the_flow_ends_the_call_once() -> None:
    call = Conversation(a_book(a_flow(MENU))).presses("1")
    assert call.is_over
    assert call.wishes(Finished) == [Finished(helped=True)]
    assert call.events("ended") == [{"end": ""}]


def test_a_call_that_has_ended_stays_ended() -> None:
    call = Conversation(a_book(a_flow(MENU))).presses("1")
    call.presses("1").waits()
    assert (call.turnout.answer.closing, call.heard) == (HangUp(), [])
    assert (call.turnout.journey, call.turnout.effects) == ((), ())


def test_a_fault_speaks_and_then_a_human() -> None:
    call = Conversation(a_book(a_flow(Go(name="on", go="nowhere"))))
    assert call.heard[0] == "Something has gone wrong on our side. Please hold, we are connecting you to a person."
    assert call.at == "person"
    assert call.events("fault") == [{"why": "neither a step nor a flow: nowhere"}]
    assert call.records(3).wishes(Finished) == [Finished(helped=False)]


def test_the_sentence_of_a_fault_is_spoken_in_every_language_while_none_is_chosen() -> None:
    call = Conversation(a_book(a_flow(Go(name="on", go="nowhere")), line=a_line(languages=BOTH)))
    assert call.voices[:2] == ["en", "fr"]


def test_a_second_fault_is_the_programs_to_mend() -> None:
    call = Conversation(a_book(a_flow(Go(name="on", go="nowhere"), MENU, on_error="menu", after_last_try="nowhere")))
    call.waits().waits()
    with pytest.raises(EngineFault, match="nowhere"):
        call.waits()


def test_without_on_error_the_first_fault_is_the_programs_to_mend() -> None:
    with pytest.raises(EngineFault, match="without a way on"):
        Conversation(a_book(a_flow(Say(name="only", say={"en": "Hm."}), on_error=None)))


def test_an_emergency_raised_in_the_turn_of_a_second_fault_is_kept() -> None:
    menu = Ask(name="menu", ask={"en": "What?"}, keys={"1": Choice(go="burst")})
    start = Go(name="start", go="nowhere")
    flow = a_flow(start, menu, Report(name="burst", report="water", nobody="nowhere"), on_error="menu")
    broken = Question(name="where", kind="address", ask=None)  # type: ignore[arg-type]
    call = Conversation(a_book(flow, requests=(a_request(broken, emergency="water"),)))
    with pytest.raises(Stranded) as stranded:
        call.presses("1")
    assert EmergencyRaised("water", "water") in stranded.value.effects
    assert [event.kind for event in stranded.value.journey] == ["menu_choice", "reported", "fault"]


def loop(**more: Any) -> Book:
    steps = (
        Say(name="one", say={"en": "Round."}, next="two"),
        Say(name="two", say={"en": "And round."}, next="one"),
    )
    return a_book(a_flow(*steps, **more))


def test_steps_that_follow_each_other_for_ever_end_with_a_human_and_are_heard_once() -> None:
    call = Conversation(loop())
    assert call.heard[:3] == [
        "Round.",
        "And round.",
        "Something has gone wrong on our side. Please hold, we are connecting you to a person.",
    ]
    assert call.at == "person"
    assert call.events("fault") == [{"why": "too many steps without the caller"}]


def test_an_on_error_that_is_itself_a_loop_is_the_programs_to_mend() -> None:
    with pytest.raises(EngineFault, match="too many steps"):
        Conversation(loop(on_error="one"))


def test_a_hundred_steps_are_allowed_and_one_more_is_a_loop() -> None:
    def chain(length: int) -> Book:
        last = End(name=str(length), end={"en": "Bye."})
        steps = [Say(name=str(at), say={"en": f"{at}."}, next=str(at + 1)) for at in range(1, length)]
        return a_book(a_flow(*steps, last))

    assert len(Conversation(chain(STEPS_WITHOUT_CALLER - 1)).heard) == STEPS_WITHOUT_CALLER - 1
    assert Conversation(chain(STEPS_WITHOUT_CALLER + 1)).events("fault")


def test_the_limit_counts_anew_when_the_caller_has_been_asked() -> None:
    steps = [Say(name=str(at), say={"en": f"{at}."}, next=str(at + 1)) for at in range(1, 60)]
    again = Ask(name="60", ask={"en": "Again?"}, keys={"1": Choice(go="1")})
    call = Conversation(a_book(a_flow(*steps, again))).presses("1").presses("1").presses("1")
    assert call.events("fault") == []


def test_what_is_gone_outside_is_not_a_fault_of_the_flow() -> None:
    ring = Ring(name="ring", ring=Callee(person="ann"), next="goodbye", nobody="goodbye")
    with pytest.raises(Unavailable):
        Conversation(a_book(a_flow(ring)), World(fails=Unavailable("the database is away")))


@pytest.mark.parametrize(
    "fault", [LookupError("who"), ValueError("how"), TypeError("what"), EngineFault("why")], ids=repr
)
def test_a_resolver_that_cannot_answer_is_a_fault_of_the_flow(fault: Exception) -> None:
    ring = Ring(name="ring", ring=Callee(person="ann"), next="goodbye", nobody="goodbye")
    assert Conversation(a_book(a_flow(ring)), World(fails=fault)).at == "person"


def test_a_pattern_that_does_not_compile_leads_to_a_human() -> None:
    step = Collect(name="number", collect={"en": "Number?"}, into="number", pattern="(", next="goodbye")
    assert Conversation(a_book(a_flow(step))).presses("12").at == "person"


def test_a_flow_or_a_line_that_does_not_exist_raises_a_fault_and_nothing_else() -> None:
    book, resolve = a_book(a_flow(MENU)), World().resolve
    with pytest.raises(Stranded, match="neither a step nor a flow: other"):
        begin(book, FACTS, "other", resolve)
    with pytest.raises(Stranded):
        begin(Book(book.flows, {}, {}), FACTS, "main", resolve)


def test_a_step_that_is_gone_from_the_book_leads_to_a_human() -> None:
    call = Conversation(a_book(a_flow(MENU)))
    call.book = a_book(a_flow(say("other")))
    assert call.waits().at == "person"


def test_a_flow_that_is_gone_from_the_book_raises_a_fault_and_nothing_else() -> None:
    call = Conversation(a_book(a_flow(MENU)))
    with pytest.raises(Stranded):
        turn(a_book(a_flow(MENU, name="other")), call.state, Silent(), World().resolve)


def test_a_line_whose_language_has_no_sentences_raises_a_fault_and_nothing_else() -> None:
    line = a_line(languages={"es": BOTH["en"]})
    with pytest.raises(Stranded):
        Conversation(a_book(a_flow(Go(name="on", go="nowhere")), line=line))


def test_a_step_that_waits_for_nothing_takes_an_input_as_a_fault() -> None:
    call = Conversation(a_book(a_flow(MENU, say("other"))))
    call.state.step = "other"
    assert call.gives(Pressed("1")).at == "person"
