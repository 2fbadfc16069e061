"""`lookup`: the caller by number, or a case by its number. Speaks nothing: who calls is for an agent to confirm."""

from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.asks import FindCase
from ivr.engine.fields import Kind, declare, way
from ivr.engine.model import Step
from ivr.engine.moves import Go, Move
from ivr.engine.node import Node
from ivr.engine.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup(Step):
    """Looks up the caller by number, or a case by its number."""

    verb: ClassVar[str] = "lookup"
    lookup: str = declare(Kind.ONE_OF, "what is looked up", choices=("caller", "case"))
    number: str | None = declare(Kind.ANSWER, "the answer that holds the case number", default=None)
    found: str = way("exactly one was found", required=True)
    several: str | None = way("several were found; where nothing is written, as `found`")
    none: str = way("none was found", required=True)


def enter(step: Lookup, visit: Visit) -> Move:
    found = visit.state.facts.records if step.lookup == "caller" else _cases(step, visit)
    visit.note("lookup", what=step.lookup, found=found)
    if found == 0:
        return Go(step.none)
    return Go(step.found if found == 1 else step.several or step.found)


def _cases(step: Lookup, visit: Visit) -> int:
    number = visit.state.answers.get(step.number or "")
    return 1 if number and visit.ask(FindCase(number)) else 0


NODE = Node(Lookup, enter)
