"""Names are the same however they are spelt, and shown as their definition spells them."""

import pytest

from ivr.engine.nodes.case import Case
from ivr.engine.nodes.choose import Choose
from ivr.engine.nodes.collect import Collect
from ivr.engine.nodes.do import Do
from ivr.engine.nodes.ring import Ring
from ivr.flowfile.loading import load_flows
from ivr.flowfile.spelling import Spelling
from tests.ivr.flowfile.county import names

MAIN = """\
flow: Day line
start: take_message
defaults: {after_last_try: TAKE-MESSAGE, on_error: take message}
steps:
  Take message:
    collect: {en: Number?, fr: Numéro?}
    into: unit-number
    next: and-then
  and-then: {case: {subject: "Unit {unit_number}, {case.number}"}, next: Which}
  which:
    choose:
      - {answer: Unit Number, is: 5, go: take-message}
      - {answer: unit_number, go: sub-flow}
    otherwise: call
  call: {do: Sub flow, ends: {told-all: ring}, next: ring}
  ring: {ring: {person: Duty Manager}, nobody: take_message, failed: take_message, next: RING}
"""
SUB = """\
flow: sub_flow
start: Bye
steps:
  bye: {end: {en: Bye., fr: Au revoir.}, as: Told all}
  other: {ring: {person: duty-manager}, nobody: bye, failed: bye, next: bye}
"""


@pytest.fixture(scope="module")
def steps() -> dict[str, object]:
    flows, _, faults = load_flows({"main.yaml": MAIN.encode(), "sub.yaml": SUB.encode()}, check=False)
    assert list(faults) == []
    assert list(flows) == ["Day line", "sub_flow"]
    assert flows["Day line"].start == "Take message"
    assert flows["Day line"].defaults.on_error == "Take message"
    assert flows["sub_flow"].steps["other"].ring.person == "Duty Manager"  # type: ignore[attr-defined]
    assert flows["sub_flow"].steps["bye"].named == "Told all"  # type: ignore[attr-defined]
    return dict(flows["Day line"].steps)


def test_every_reference_is_shown_as_its_definition(steps: dict[str, object]) -> None:
    assert list(steps) == ["Take message", "and-then", "which", "call", "ring"]
    collect, case, which = steps["Take message"], steps["and-then"], steps["which"]
    assert isinstance(collect, Collect)
    assert isinstance(case, Case)
    assert isinstance(which, Choose)
    assert (collect.into, collect.next, case.next) == ("unit-number", "and-then", "which")
    assert [(each.value, each.go) for each in which.choose] == [
        ("unit-number", "Take message"),
        ("unit-number", "sub_flow"),
    ]


def test_an_answer_in_a_field_of_the_case_is_found_under_its_own_spelling(steps: dict[str, object]) -> None:
    case = steps["and-then"]
    assert isinstance(case, Case)
    assert case.case == {"subject": "Unit {unit-number}, {case.number}"}


def test_flows_ends_and_people_are_shown_as_they_were_written_first(steps: dict[str, object]) -> None:
    call, ring = steps["call"], steps["ring"]
    assert isinstance(call, Do)
    assert isinstance(ring, Ring)
    assert (call.do, call.ends) == ("sub_flow", {"Told all": "ring"})
    assert (ring.ring.person, ring.next) == ("Duty Manager", "ring")


@pytest.mark.parametrize(
    ("files", "code"),
    [
        pytest.param({"a.yaml": SUB, "b.yaml": SUB.replace("sub_flow", "Sub flow")}, "duplicate-flow", id="flows"),
        pytest.param({"a.yaml": SUB.replace("  other:", "  Bye:")}, "duplicate-key", id="steps"),
    ],
)
def test_two_definitions_of_one_name_are_a_fault(files: dict[str, str], code: str) -> None:
    _, _, faults = load_flows({path: text.encode() for path, text in files.items()}, names(), check=False)
    assert code in {each.code for each in faults}


def test_a_name_that_nobody_defined_is_shown_as_typed() -> None:
    spelling = Spelling(["Take message"])
    assert (spelling.of("take_message"), spelling.of(" leave   it "), spelling.known("leave it")) == (
        "Take message",
        "leave it",
        None,
    )
