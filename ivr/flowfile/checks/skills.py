"""A step may ask for what agents of its group can do, and for nothing else: nobody else would ever be found."""

from ivr.engine.nodes.agent import Agent
from ivr.engine.nodes.queue import Queue
from ivr.flowfile.checks.calls import Calls
from ivr.flowfile.faults import Faults
from ivr.flowfile.names import did_you_mean, name


def check_skills(calls: Calls, faults: Faults) -> None:
    """Every `agent` and `queue`, whether a line comes to it or not."""
    for flow in calls.flows.values():
        for step in flow.steps.values():
            if isinstance(step, Agent | Queue):
                _check(step, step.agent if isinstance(step, Agent) else step.queue, calls, flow.name, faults)


def _check(step: Agent | Queue, group: str, calls: Calls, flow: str, faults: Faults) -> None:
    known = (calls.names.groups or {}).get(group)
    if known is None:
        return
    for skill in step.skills:
        if name(skill) not in {name(each) for each in known}:
            what = f'{step.name} asks for the skill "{skill}", and nobody of {group} has it'
            faults.fault(calls.files[flow].place_of(step.name), "unknown-skill", what, did_you_mean(skill, known))
