"""`queue`: the caller waits in line for a group of agents, and knows where; or is called back and keeps the place."""

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
class Queue(Step):
    """Waits in line for a group of agents: place, expected wait, music, and a callback that keeps the place."""

    verb: ClassVar[str] = "queue"
    queue: str = declare(Kind.GROUP, "the group that is waited for")
    skills: tuple[str, ...] = declare(Kind.SKILLS, "what whoever answers should be able to", default=())
    next: str | None = way("after talking with somebody")
    callback: str | None = way("the caller is to be called back; without this line no callback is offered")
    gave_up: str | None = way("the caller waited for as long as the group allows, or did not want to wait")
    full: str | None = way("as many as may are waiting already")
    closed: str | None = way("the group does not answer at this hour")


def enter(step: Queue, visit: Visit) -> Move:
    return waiting_in_line.enter(step, visit, step.queue, step.skills, lines_up=True)


def resume(step: Queue, visit: Visit, given: Input) -> Move:
    return waiting_in_line.resume(step, visit, given)


def own_keys(_: Queue, __: Visit) -> tuple[str, ...]:
    return waiting_in_line.KEYS


NODE = Node(Queue, enter, resume, repeat=waiting_in_line.repeat, own_keys=own_keys, called=waiting_in_line.called)
