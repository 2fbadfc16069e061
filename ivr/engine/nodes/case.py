"""`case`: sets fields of this call's case."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ivr.engine.effects import CaseSet
from ivr.engine.fields import Kind, declare, way
from ivr.engine.model import Step
from ivr.engine.moves import Go, Move
from ivr.engine.node import Node
from ivr.engine.visit import Visit

FIELDS: Mapping[str, str] = {
    "service": "a kind of request from services.yaml",
    "priority": "normal, urgent",
    "subject": "one line for the list of cases",
    "location": "where it is",
    "disposition": "how the call was dealt with, in the county's own word",
}
"""What a flow may set. An emergency is raised by `report`, never by a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Step):
    """Sets fields of this call's case; `{answer}` names stand for this call's answers."""

    verb: ClassVar[str] = "case"
    case: Mapping[str, str] = declare(Kind.CASE_FIELDS, "the fields and their values")
    next: str | None = way("where the call goes on")


def enter(step: Case, visit: Visit) -> Move:
    fields = {name: visit.written(value) for name, value in step.case.items()}
    visit.note("case_set", fields=fields)
    visit.wish(CaseSet(fields))
    return Go(step.next)


NODE = Node(Case, enter)
