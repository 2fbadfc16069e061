"""`go`: on to another step or flow."""

from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.fields import Kind, declare
from ivr.engine.model import Step
from ivr.engine.moves import Go as GoTo
from ivr.engine.moves import Move
from ivr.engine.node import Node
from ivr.engine.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Go(Step):
    """Goes on to another step, or to the start of another flow."""

    verb: ClassVar[str] = "go"
    go: str = declare(Kind.TARGET, "the step or flow to go to", outcome=True)


def enter(step: Go, visit: Visit) -> Move:
    return GoTo(step.go)


NODE = Node(Go, enter)
