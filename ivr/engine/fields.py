"""How a step declares its fields: one description from which loader, JSON Schema, tables and checks are made.

A step is a frozen dataclass; each field is made by one of the functions below and carries a `Field` under the metadata
key "field". The field whose YAML name is the step's verb holds the verb's own value (`say: ...`).
"""

import dataclasses
from dataclasses import MISSING, dataclass
from enum import Enum
from typing import Any


class Kind(Enum):
    """What a field holds, the Python type after reading, and how staff write it."""

    WORDS = "words in each language"  # dict[str, str]
    TEXT = "text"  # str
    NAME = "a name"  # str, the name of an end, as it was written first
    ANSWER = "the name of an answer"  # str, as the step or question that asks for it spells it
    TARGET = "a step"  # str, the name of a step of this flow, or of a flow, as its definition spells it
    FLOW = "a flow"  # str
    REQUEST = "a kind of request from services.yaml"  # str
    ROSTER = "a roster from rosters.yaml"  # str
    GROUP = "a group of agents from agents.yaml"  # str
    SKILLS = "a list of skills that the group has"  # tuple[str, ...]
    LANGUAGE = "a language, or `offer`"  # str
    SECONDS = "a duration such as 6s or 2m"  # int, seconds
    COUNT = "a whole number"  # int
    FLAG = "yes or no"  # bool
    SPAN = "a number of digits, or a range such as 4-8"  # Span
    PATTERN = "a pattern"  # str, a regular expression that compiles
    ONE_OF = "one of"  # str, from `choices`
    END = "yes, or the name of an end"  # str: "" for yes, else the name
    KEYS = "keys and where they lead"  # dict[str, Choice]
    ENDS = "the ends of the other flow and where they lead"  # dict[str, str]
    CONDITIONS = "conditions, the first that holds is taken"  # tuple[Condition, ...]
    CALLEE = "a person or a number"  # Callee
    CASE_FIELDS = "fields of the case"  # dict[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """The description of one field: `yaml` is its name in the file, `outcome` says that it is a way on."""

    kind: Kind
    help: str
    yaml: str = ""
    required: bool = False
    outcome: bool = False
    choices: tuple[str, ...] = ()


def declare(
    kind: Kind,
    explanation: str,
    *,
    default: Any = MISSING,
    yaml: str = "",
    outcome: bool = False,
    choices: tuple[str, ...] = (),
) -> Any:
    """A dataclass field; without `default` it is required in the file."""
    field = Field(kind, explanation, yaml, default is MISSING, outcome, choices)
    if isinstance(default, dict):
        return dataclasses.field(default_factory=lambda: default, metadata={"field": field})
    return dataclasses.field(default=default, metadata={"field": field})


def way(explanation: str, *, required: bool = False) -> Any:
    """An outcome: a step to go to."""
    return (
        declare(Kind.TARGET, explanation, outcome=True)
        if required
        else declare(Kind.TARGET, explanation, outcome=True, default=None)
    )


def fields_of(declared: type) -> dict[str, tuple[str, Field]]:
    """YAML name -> (attribute name, description), in the order of declaration."""
    found = {}
    for each in dataclasses.fields(declared):
        if "field" in each.metadata:
            description: Field = each.metadata["field"]
            found[description.yaml or each.name] = (each.name, description)
    return found
