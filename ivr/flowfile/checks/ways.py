"""The ways out of a step as the engine takes them: what is written, else what the defaults of the language say."""

import functools
from collections.abc import Mapping
from dataclasses import MISSING, fields

from ivr.engine.fields import fields_of
from ivr.engine.model import Flow, RequestKind, Step
from ivr.engine.node import Node
from ivr.engine.nodes import NODES
from ivr.engine.nodes.do import Do
from ivr.engine.nodes.queue import Queue
from ivr.engine.nodes.report import Report
from ivr.engine.nodes.say import Say

ASKS_AGAIN = frozenset({"silent", "wrong"})
"""Outcomes that need no way: without one the question is put again."""

_INSTEAD: Mapping[str, tuple[str, ...]] = {
    "empty": ("next",),
    "several": ("found",),
    "failed": ("nobody",),
    "closed": ("nobody", "gave_up"),
    "full": ("gave_up",),
}
"""Outcome -> those whose way is taken where it has none of its own."""
_IN_DEFAULTS = {"after_last_try": "after_last_try", "nobody": "on_error", "gave_up": "on_error"}
ROUND_IN_A_CIRCLE = ("nobody", "gave_up")
"""Where nobody was reached, the way in the defaults does not lead to this very step again."""
_NEVER_RESUMED = next(each.default for each in fields(Node) if each.name == "resume")


def waits(step: Step) -> bool:
    """Whether this kind of step can wait for the caller."""
    resume = NODES[step.verb].resume
    return _NEVER_RESUMED is not MISSING and resume is not _NEVER_RESUMED


def outcomes_of(step: Step, flow: Flow) -> dict[str, str]:
    """Outcome -> target, with the defaults filled in; an outcome without a way is left out."""
    found = dict(step.outcomes())
    for outcome in _declared(step):
        way = found.get(outcome) or _instead(step, flow, outcome)
        if way:
            found[outcome] = way
    return found


def _declared(step: Step) -> tuple[str, ...]:
    return _outcomes_declared(step.verb)


@functools.cache
def _outcomes_declared(verb: str) -> tuple[str, ...]:
    return tuple(yaml for yaml, (_, field) in fields_of(NODES[verb].step).items() if field.outcome)


def _instead(step: Step, flow: Flow, outcome: str) -> str | None:
    others = [each for each in _INSTEAD.get(outcome, ()) if each in _declared(step)]
    if way := next((way for each in others if (way := getattr(step, each))), None):
        return str(way)
    if others:
        return _instead(step, flow, others[0])
    way = getattr(flow.defaults, _IN_DEFAULTS[outcome]) if outcome in _IN_DEFAULTS else None
    return None if outcome in ROUND_IN_A_CIRCLE and way == step.name else way


def missing_outcomes(
    step: Step, flow: Flow, flows: Mapping[str, Flow], requests: Mapping[str, RequestKind] | None
) -> list[str]:
    """The outcomes of a step that lead nowhere, although the call can take them."""
    ways = outcomes_of(step, flow)
    missing = [each for each in _declared(step) if each not in ways and each not in ASKS_AGAIN]
    missing = [each for each in missing if not set(_INSTEAD.get(each, ())) & set(missing)]
    return [each for each in missing if _can_happen(step, each, flows, requests)]


def _can_happen(
    step: Step, outcome: str, flows: Mapping[str, Flow], requests: Mapping[str, RequestKind] | None
) -> bool:
    match step:
        case Say(end=end):
            return end is None
        case Queue() if outcome == "callback":
            return False
        case Do(do=called, ends=ends) if called in flows:
            return not ends_of(flows[called]) <= ends.keys()
        case Report(report=kind) if outcome == "nobody":
            return requests is not None and kind in requests and requests[kind].emergency is not None
        case _:
            return True


def ends_of(flow: Flow) -> set[str]:
    """The names of a flow's ends; "" for the nameless one."""
    found = set()
    for step in flow.steps.values():
        if step.verb == "end":
            found.add(getattr(step, "named", ""))
        elif isinstance(step, Say) and step.end is not None:
            found.add(step.end)
    return found
