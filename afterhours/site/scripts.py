"""`script:` of a kind of request in services.yaml: what agents ask, with the ways that answers lead.

script:
  safe:                                     # the first one is where it starts
    ask: {en: Is the person safe right now?}
    kind: yes_no
    hint: {en: Listen for voices in the background.}
    go: {no: danger}                        # other answers lead to the next one in the file
  age: {ask: {en: How old are they?}, kind: number, next: end}
  danger: {say: {en: Please stay on the line.}, emergency: yes, next: end}
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from afterhours.rules.scripts import KINDS, YES_NO, Script, ScriptStep
from afterhours.site.groups import complete, read_group
from ivr.engine.words import Words
from ivr.flowfile.groups import words
from ivr.flowfile.names import did_you_mean, name
from ivr.flowfile.nodes import Node, Scalar
from ivr.flowfile.texts import Reading, mapping_of, one_of, scalar_of
from ivr.flowfile.values import choice, flag

END = "end"


@dataclass(frozen=True, slots=True)
class Read:
    """One step as it stands in the file: `ways` are where `go:` and `next:` stand, by answer ("" is next)."""

    key: Scalar
    step: ScriptStep
    ways: Mapping[str, Scalar]


def read_script(node: Node, reading: Reading) -> Script | None:
    """The script, with every fault told; None when one of them is in it."""
    group = mapping_of(node, "the steps of a script, each with ask: and kind:, or say:", reading)
    if group is None:
        return None
    found = [read_step(key, value, reading) for key, value in group.entries]
    if group.torn or None in found or not found:
        return None
    return connected([each for each in found if each], reading)


def read_step(key: Scalar, node: Node, reading: Reading) -> Read | None:
    readers = {
        "ask": words,
        "say": words,
        "kind": lambda each, desk: choice(each, KINDS, desk),
        "hint": words,
        "choices": read_choices,
        "go": read_ways,
        "next": lambda each, desk: scalar_of(each, "the name of a step, or end", desk),
        "emergency": flag,
    }
    values = read_group(node, key.text, readers, (), reading, key.place)
    if not complete(values, ()) or values is None or not fits(key, values, reading):
        return None
    ways = {**values.get("go", {}), **({"": values["next"]} if "next" in values else {})}
    step = ScriptStep(
        name=name(key.text),
        kind=values.get("kind"),
        words=values.get("ask") or values["say"],
        hint=values.get("hint", {}),
        choices=values.get("choices", {}),
        emergency=values.get("emergency", False),
    )
    return Read(key, step, ways)


def fits(key: Scalar, values: Mapping[str, Any], reading: Reading) -> bool:
    """A question has a kind and may have choices; what is said has neither."""
    if ("ask" in values) == ("say" in values):
        mend = "write ask: for a question, or say: for what the agent says or does"
        reading.fault(key.place, "script", f"{key.text} has to have either ask: or say:", mend)
    elif ("ask" in values) != ("kind" in values):
        mend = f"write kind: with one of {', '.join(KINDS)} below ask:, and none below say:"
        reading.fault(key.place, "script", f"{key.text} has ask: without kind:, or kind: without ask:", mend)
    elif (values.get("kind") == "choice") != bool(values.get("choices")):
        mend = "write kind: choice and choices: {child: {en: A child}}, or neither"
        reading.fault(key.place, "choices", f"{key.text}: choices: belong to kind choice", mend)
    else:
        return True
    return False


def read_choices(node: Node, reading: Reading) -> dict[str, Words] | None:
    """The value that is kept -> what the agent reads."""
    group = mapping_of(node, "answers and what they are called", reading)
    if group is None:
        return None
    found = {name(key.text): words(value, reading) for key, value in group.entries}
    return None if group.torn or None in found.values() else {each: said for each, said in found.items() if said}


def read_ways(node: Node, reading: Reading) -> dict[str, Scalar] | None:
    """Answer -> where it leads, as it is written."""
    group = mapping_of(node, "answers and the step each leads to", reading)
    if group is None:
        return None
    found = {name(key.text): scalar_of(value, "the name of a step, or end", reading) for key, value in group.entries}
    return None if group.torn or None in found.values() else {each: to for each, to in found.items() if to}


def connected(found: Sequence[Read], reading: Reading) -> Script | None:
    """The steps with their ways; a step that says nothing leads to the one below it."""
    names = [each.step.name for each in found]
    steps, torn = {}, False
    for each, below in zip(found, [*names[1:], None], strict=True):
        go = {answer: target(to, names, reading) for answer, to in each.ways.items()}
        torn = torn or "" in go.values() or not answers_exist(each, reading)
        onward = go.pop("") if "" in go else below
        targets = {answer: None if to == END else to for answer, to in go.items()}
        steps[each.step.name] = replace(each.step, go=targets, next=None if onward == END else onward)
    script = Script(steps)
    return None if torn or not proved(script, found, reading) else script


def target(written: Scalar, names: Sequence[str], reading: Reading) -> str:
    """The step that is meant; "" with the fault reported."""
    return one_of(written, [*names, END], "a step of this script", reading) or ""


def answers_exist(read: Read, reading: Reading) -> bool:
    """Ways lead from answers that can be given."""
    closed = YES_NO if read.step.kind == "yes_no" else tuple(read.step.choices)
    for answer in [each for each in read.ways if each and each not in closed]:
        place = read.ways[answer].place
        what = f'"{answer}" is no answer to {read.key.text}'
        mend = did_you_mean(answer, closed) if closed else "only yes_no and choice can lead different ways: write next:"
        reading.fault(place, "unknown-answer", what, mend)
        return False
    return True


def proved(script: Script, found: Sequence[Read], reading: Reading) -> bool:
    """Every way comes to an end, and every step can be come to."""
    if circle := script.circle():
        place = next(each.key.place for each in found if each.step.name == circle[0])
        what = f"this script goes in a circle: {', '.join(circle)}"
        reading.fault(place, "script-circle", what, "let one of them lead to a step further down, or to end")
        return False
    reached = script.reached()
    for each in [each for each in found if each.step.name not in reached]:
        what = f"no answer leads to {each.key.text}"
        reading.faults.warning(each.key.place, "script-unreached", what, "lead to it with go: or next:, or delete it")
    return True
