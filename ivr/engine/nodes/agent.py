"""`agent`: hands the caller to a group of agents, who are asked once while the caller holds."""

from dataclasses import dataclass
from typing import ClassVar

from ivr.engine import waiting_in_line
from ivr.engine.fields import Kind, declare, way
from ivr.engine.inputs import Input
from ivr.engine.model import Step
from ivr.engine.moves import Move
from ivr.engine.node import Node
from ivr.engine.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent(Step):
    """Hands the caller to a group of agents, or to its switchboard; everybody is asked once."""

    verb: ClassVar[str] = "agent"
    agent: str = declare(Kind.GROUP, "the group that is asked")
    skills: tuple[str, ...] = declare(Kind.SKILLS, "what whoever answers should be able to", default=())
    next: str | None = way("after talking with somebody")
    nobody: str | None = way("nobody of them took the call")
    closed: str | None = way("the group does not answer at this hour")


def enter(step: Agent, visit: Visit) -> Move:
    return waiting_in_line.enter(step, visit, step.agent, step.skills, lines_up=False)


def resume(step: Agent, visit: Visit, given: Input) -> Move:
    return waiting_in_line.resume(step, visit, given)


def own_keys(_: Agent, __: Visit) -> tuple[str, ...]:
    return waiting_in_line.KEYS


NODE = Node(Agent, enter, resume, repeat=waiting_in_line.repeat, own_keys=own_keys, called=waiting_in_line.called)
