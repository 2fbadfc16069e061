"""`emergency`: raises one with a roster, and lets the caller wait while people are rung."""

from dataclasses import dataclass
from typing import ClassVar

from ivr.engine import waiting_for_help
from ivr.engine.fields import Kind, declare, way
from ivr.engine.inputs import Input
from ivr.engine.model import Step
from ivr.engine.moves import Move
from ivr.engine.node import Node
from ivr.engine.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency(Step):
    """Raises an emergency at once; the caller holds while the people of the roster are rung."""

    verb: ClassVar[str] = "emergency"
    emergency: str = declare(Kind.ROSTER, "the roster whose people are rung")
    next: str | None = way("after talking with somebody")
    nobody: str | None = way("nobody took it yet; they are rung on")


def enter(step: Emergency, visit: Visit) -> Move:
    visit.note("emergency", roster=step.emergency)
    visit.raise_emergency(step.emergency, step.emergency)
    return waiting_for_help.enter(step, visit, step.emergency, {})


def resume(step: Emergency, visit: Visit, given: Input) -> Move:
    return waiting_for_help.resume(step, visit, given)


def repeat(step: Emergency, visit: Visit) -> Move:
    return waiting_for_help.look(step, visit)


def called(step: Emergency, visit: Visit) -> Move:
    return waiting_for_help.called(step, visit) or waiting_for_help.look(step, visit)


NODE = Node(Emergency, enter, resume, repeat, called=called)
