"""An answer that a step uses must be one that some step, or a question of services.yaml, asks for."""

from collections.abc import Iterator

from ivr.engine.model import Step
from ivr.engine.nodes.case import Case
from ivr.engine.nodes.choose import Choose
from ivr.engine.nodes.collect import Collect
from ivr.engine.nodes.lookup import Lookup
from ivr.engine.nodes.status import Status
from ivr.engine.visit import CALLER_NUMBER
from ivr.engine.wording import PLACEHOLDERS, placeholders_in
from ivr.flowfile.checks.calls import Calls
from ivr.flowfile.faults import Faults
from ivr.flowfile.names import did_you_mean


def check_answers(calls: Calls, faults: Faults) -> None:
    """Nothing is checked where a step with faults may be the one that asks."""
    if not all(file.whole for file in calls.files.values()) or calls.names.requests is None:
        return
    asked = {CALLER_NUMBER, *(each.name for kind in calls.names.requests.values() for each in kind.questions)}
    steps = [(flow.name, step) for flow in calls.flows.values() for step in flow.steps.values()]
    asked |= {step.into for _, step in steps if isinstance(step, Collect)}
    for flow, step in steps:
        for used in _used(step):
            if used not in asked:
                what = f'{step.name} uses the answer "{used}", which no step and no question asks for'
                faults.fault(calls.files[flow].place_of(step.name), "unknown-answer", what, did_you_mean(used, asked))


def _used(step: Step) -> Iterator[str]:
    """The names of answers a step reads."""
    match step:
        case Status(status=answer):
            yield answer
        case Lookup(lookup="case", number=number):
            yield number or "(none: write number:)"
        case Choose(choose=conditions):
            yield from (each.value for each in conditions if each.subject == "answer")
        case Case(case=fields):
            held = (each for text in fields.values() for each in placeholders_in(text))
            yield from (each for each in held if each not in PLACEHOLDERS)
