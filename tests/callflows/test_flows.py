"""The calls that staff wrote under the flows, played; and how much of the flows they travel."""

from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from afterhours.rehearsal.playing import Played, play
from afterhours.rehearsal.rehearsing import rehearse
from ivr.engine.model import Step
from ivr.flowfile.flowtests import FlowTest
from tests.callflows.folder import site

LINE_FLOWS = ("main", "after-hours", "night", "flu-clinic", "wealden-night")
NEEDS_AN_EMPTY_RECORDING = {
    (flow, step) for flow in ("leave-message", "wealden-message") for step in ("once_more", "nothing")
}
"""Carriers save silent recordings too; only one of no length at all leads there. test_ways.py goes there."""


@cache
def played(flow: str, at: int) -> Played:
    return play(site(), flow, site().tests[flow][at])


def all_played() -> Iterator[Played]:
    return (played(flow, at) for flow, tests in site().tests.items() for at in range(len(tests)))


EVERY_TEST = [
    pytest.param(flow, at, id=f"{flow}: {test.name}")
    for flow, tests in site().tests.items()
    for at, test in enumerate(tests)
]


@pytest.mark.parametrize(("flow", "at"), EVERY_TEST)
def test_the_call_goes_as_written(flow: str, at: int) -> None:
    each = played(flow, at)
    assert each.wrong == (), "\n".join(each.transcript)


def test_every_line_has_tests_for_silence_and_for_a_hang_up_or_a_person() -> None:
    tests: Mapping[str, list[FlowTest]] = site().tests
    for flow in LINE_FLOWS:
        deeds = {action.act for test in tests[flow] for action in test.do}
        assert "wait" in deeds, flow
        assert any({"accepted_by", "talked_with"} & test.expect.keys() for test in tests[flow]), flow


def test_every_emergency_is_both_accepted_and_left_unanswered_by_a_test() -> None:
    emergencies = {name for name, kind in site().book.requests.items() if kind.emergency}
    taken: set[str] = set()
    missed: set[str] = set()
    for each in all_played():
        service = next((event["data"]["service"] for event in each.journey if event["kind"] == "reported"), None)
        if service in emergencies:
            (taken if any(event["data"].get("result") == "talked" for event in each.journey) else missed).add(service)
    assert (emergencies - taken, emergencies - missed) == (set(), set())


def test_every_step_is_travelled() -> None:
    """Steps that leave no trace in the journey (go, do) are known by what follows them."""
    visited = {event["step"] for each in all_played() for event in each.journey}
    exempt = {step for _, step in NEEDS_AN_EMPTY_RECORDING}
    missing = {f"{flow}/{step.name}" for flow, step in _steps() if step.name not in visited | exempt}
    assert missing == set()


def _steps() -> Iterator[tuple[str, Step]]:
    for flow in site().book.flows.values():
        yield from ((flow.name, step) for step in flow.steps.values() if step.verb not in ("go", "do"))


def test_every_outcome_that_can_be_rehearsed_is_travelled() -> None:
    assert list(rehearse(site()).faults) == []
