"""`end`: says goodbye and hangs up."""

from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.fields import Kind, declare
from ivr.engine.model import Step
from ivr.engine.moves import Back, Move
from ivr.engine.node import Node
from ivr.engine.visit import Visit
from ivr.engine.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Step):
    """Says goodbye and hangs up; in a flow that was called, returns to the caller of the flow."""

    verb: ClassVar[str] = "end"
    end: Words = declare(Kind.WORDS, "the goodbye")
    named: str = declare(Kind.NAME, "how a sub-flow ended", yaml="as", default="")


def enter(step: End, visit: Visit) -> Move:
    visit.note("said")
    visit.say(step.end)
    return Back(step.named)


NODE = Node(End, enter)
