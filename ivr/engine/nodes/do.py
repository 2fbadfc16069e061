"""`do`: another flow as a sub-flow, which returns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.fields import Kind, declare, way
from ivr.engine.model import Step
from ivr.engine.moves import Call, Go, Move
from ivr.engine.node import Node
from ivr.engine.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Do(Step):
    """Runs another flow as a sub-flow, which returns by one of its ends."""

    verb: ClassVar[str] = "do"
    do: str = declare(Kind.FLOW, "the flow to run")
    ends: Mapping[str, str] = declare(Kind.ENDS, "the sub-flow's named ends and where they lead", default={})
    next: str | None = way("where every other end leads")

    def outcomes(self) -> Iterator[tuple[str, str]]:
        yield from self.ends.items()
        if self.next:
            yield "next", self.next


def enter(step: Do, visit: Visit) -> Move:
    return Call(step.do)


def returned(step: Do, visit: Visit, end: str) -> Move:
    visit.note("returned", flow=step.do, end=end)
    return Go(step.ends.get(end, step.next))


NODE = Node(Do, enter, returned=returned)
