"""Fields of the case, set by the flow."""

from ivr.engine.effects import CaseSet
from ivr.engine.nodes.case import Case
from ivr.engine.nodes.collect import Collect
from tests.ivr.engine.builders import CALLER, Conversation, a_book, a_flow, say


def test_answers_and_numbers_are_written_as_they_are_not_as_they_are_spoken() -> None:
    steps = (
        Collect(name="year", collect={"en": "Year?"}, into="year", next="set"),
        Case(
            name="set",
            case={"subject": "{year} for {caller.number}", "location": "case {case.number}", "priority": "{unknown}"},
            next="done",
        ),
    )
    call = Conversation(a_book(a_flow(*steps, say("done")))).presses("2026")
    fields = {"subject": f"2026 for {CALLER}", "location": "case 482719360", "priority": "{unknown}"}
    assert call.wishes(CaseSet) == [CaseSet(fields)]
    assert call.events("case_set") == [{"fields": fields}]
    assert call.heard == ["done."]


def test_an_answer_cannot_smuggle_in_a_placeholder() -> None:
    steps = (
        Collect(name="where", collect={"en": "Where?"}, into="where", speech=True, next="set"),
        Case(name="set", case={"location": "{where}"}, next="goodbye"),
    )
    call = Conversation(a_book(a_flow(*steps))).says("{caller.number}")
    assert call.wishes(CaseSet) == [CaseSet({"location": "{caller.number}"})]
