"""The state of a call: JSON, versioned, readable by the next program and by the previous one."""

import json

import pytest

from ivr.engine.state import VERSION, Facts, Frame, State
from ivr.errors import EngineFault


def a_state() -> State:
    facts = Facts(line="main", tenant="county", channel="voice", case_number="482719360", caller="+15195550123")
    memory = {"tries": 1, "ringing": {"numbers": ["+15195550101"], "at": 0}}
    stack = [Frame("main", "inside")]
    return State(
        facts=facts, flow="inner", step="menu", language="fr", memory=memory, answers={"year": "2026"}, stack=stack
    )


def test_a_state_survives_being_written_out_and_read_back() -> None:
    assert State.from_json(json.loads(json.dumps(a_state().as_json()))) == a_state()


def test_writing_out_gives_a_copy_that_a_later_turn_does_not_change() -> None:
    state = a_state()
    written = state.as_json()
    state.memory["ringing"]["at"] = 1
    state.stack.pop()
    assert State.from_json(written) == a_state()


@pytest.mark.parametrize("version", [0, VERSION + 1, None, "1"])
def test_a_state_of_another_version_is_refused_by_name(version: object) -> None:
    with pytest.raises(EngineFault, match="version"):
        State.from_json({**a_state().as_json(), "version": version})


def test_a_state_of_the_previous_program_may_lack_what_came_later() -> None:
    written = a_state().as_json()
    del written["secret"]
    assert State.from_json(written) == a_state()


def test_a_state_of_the_next_program_may_hold_what_this_one_does_not_know() -> None:
    assert State.from_json({**a_state().as_json(), "mood": "good"}) == a_state()


@pytest.mark.parametrize("missing", ["facts", "stack", "flow", "step"])
def test_a_damaged_state_is_a_fault_and_nothing_else(missing: str) -> None:
    written = a_state().as_json()
    del written[missing]
    with pytest.raises(EngineFault, match="cannot be read"):
        State.from_json(written)
