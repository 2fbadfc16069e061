"""One file of flows/: its top level, its steps and its tests, typed; names are resolved later, in `loading.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from ivr.engine.model import Defaults, Flow, Step
from ivr.flowfile.faults import Faults
from ivr.flowfile.fields import is_key, read_some
from ivr.flowfile.flowtests import FlowTest, read_tests
from ivr.flowfile.names import did_you_mean, name, shown
from ivr.flowfile.nodes import Mapping as Group
from ivr.flowfile.nodes import Node, Scalar
from ivr.flowfile.outside import Names
from ivr.flowfile.places import Place
from ivr.flowfile.spelling import steps_of
from ivr.flowfile.steps import read_step
from ivr.flowfile.texts import Reading, Reference, mapping_of, scalar_of
from ivr.flowfile.values import target

TOP: Mapping[str, str] = {
    "flow": "the flow's name",
    "start": "the first step",
    "defaults": "what holds for every step that says nothing else",
    "everywhere": 'keys that work at every question, each with a step: {"0": clerk, "*": repeat}',
    "steps": "the steps, each under its name",
    "tests": "calls that must go as written, before the flow can go live",
}
REQUIRED = ("flow", "start", "steps")
LOST = "?"
"""Where a way leads that could not be read: a step that exists and cannot be followed."""


@dataclass(slots=True)
class FlowFile:
    """One flow as read. `places`: step -> its line. `lost`: steps with faults, which exist but cannot be followed.

    `flow` is None when its top level could not be read; `whole` is False when any step or field was lost.
    """

    file: str
    name: str
    place: Place
    flow: Flow | None = None
    tests: tuple[FlowTest, ...] = ()
    places: dict[str, Place] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    references: list[Reference] = field(default_factory=list)
    whole: bool = True

    def place_of(self, step: str) -> Place:
        return self.places.get(step, self.place)


def stem(file: str) -> str:
    """The name of a flow whose file does not say it."""
    return PurePosixPath(file).stem


def read_flow(node: Node | None, file: str, names: Names, faults: Faults) -> FlowFile:
    """Reads one file's node. What cannot be read is reported and left out; names are noted already (`spelling`)."""
    found = FlowFile(file, names.spellings.flows.of(stem(file)), Place(file, 1, 1))
    reading = Reading(faults, names, found.references, steps_of(node))
    group = mapping_of(node, "a flow: flow:, start:, steps:", reading) if node else None
    if group is None:
        found.whole = False
        return found
    values = _top(group, found, reading)
    found.name = values.get("flow") or found.name
    found.tests = values.get("tests") or ()
    if values.get("start"):
        found.flow = Flow(found.name, values["start"], values.get("defaults") or Defaults(),
                          values.get("everywhere") or {}, values.get("steps") or {})  # fmt: skip
    return found


def _top(group: Group, found: FlowFile, reading: Reading) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, node in group.entries:
        top = name(key.text)
        if top not in TOP:
            what = f'"{key.text}" is not a field of a flow'
            reading.fault(key.place, "unknown-field", what, did_you_mean(key.text, TOP))
            continue
        values[top] = _READERS[top](key, node, found, reading)
        found.whole = found.whole and values[top] is not None
    found.whole = found.whole and not group.torn
    for missing in (each for each in REQUIRED if each not in values and not group.torn):
        reading.fault(
            group.place, "missing-field", f"the flow has no {missing}:", f"write a line {missing}: {TOP[missing]}"
        )
    return values


def _name(key: Scalar, node: Node, found: FlowFile, reading: Reading) -> str | None:
    scalar = scalar_of(node, "the flow's name", reading)
    found.place = scalar.place if scalar else key.place
    return reading.spellings.flows.of(scalar.text) if scalar else None


def _start(_key: Scalar, node: Node, _found: FlowFile, reading: Reading) -> str | None:
    return target(node, reading)


def _defaults(key: Scalar, node: Node, found: FlowFile, reading: Reading) -> Defaults | None:
    group = mapping_of(node, "what holds for every step", reading)
    values, lost = read_some(group, Defaults, reading, key) if group else ({}, True)
    if not lost:
        return Defaults(**values)
    found.whole = False
    found.places[LOST] = key.place
    ways = {"after_last_try": LOST, "on_error": LOST}
    return Defaults(**{**ways, **{each: value for each, value in values.items() if value is not None}})


def _everywhere(_key: Scalar, node: Node, _found: FlowFile, reading: Reading) -> dict[str, str] | None:
    group = mapping_of(node, "keys and steps", reading)
    if group is None:
        return None
    ways = {each.text: _everywhere_way(value, reading) for each, value in group.entries if is_key(each, reading)}
    return None if group.torn or None in ways.values() else {each: way for each, way in ways.items() if way}


def _everywhere_way(node: Node, reading: Reading) -> str | None:
    if isinstance(node, Scalar) and name(node.text) == "repeat":
        return "repeat"
    return target(node, reading)


def _steps(_key: Scalar, node: Node, found: FlowFile, reading: Reading) -> dict[str, Step] | None:
    group = mapping_of(node, "the steps of the flow", reading)
    if group is None:
        return None
    steps = {}
    for each, body in group.entries:
        found.places[shown(each.text)] = each.place
        step = read_step(each, body, reading)
        if step is None:
            found.lost.add(shown(each.text))
        else:
            steps[step.name] = step
    found.whole = found.whole and not group.torn and not found.lost
    return steps


def _tests(_key: Scalar, node: Node, _found: FlowFile, reading: Reading) -> tuple[FlowTest, ...]:
    return read_tests(node, reading)


_READERS: Mapping[str, Callable[[Scalar, Node, FlowFile, Reading], Any]] = {
    "flow": _name,
    "start": _start,
    "defaults": _defaults,
    "everywhere": _everywhere,
    "steps": _steps,
    "tests": _tests,
}
