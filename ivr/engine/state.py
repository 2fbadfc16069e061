"""The state of one call: all JSON between two turns, versioned, so that a later program reads an earlier call."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self, TypeAlias

from ivr.errors import EngineFault

VERSION = 1

Channel: TypeAlias = Literal["voice", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known when the call arrives, and never changes.

    `caller`: E.164 or None when it may not be used. `records`/`open_cases`: how many contacts and open cases carry that
    number. `case_number`: digits.
    """

    line: str
    tenant: str
    channel: Channel
    case_number: str
    caller: str | None = None
    withheld: bool = False
    records: int = 0
    open_cases: int = 0


@dataclass(slots=True)
class Frame:
    """Where a sub-flow returns to."""

    flow: str
    step: str


@dataclass(slots=True, kw_only=True)
class State:
    """Where a call is. `memory` belongs to one visit of one step; `answers` to the call.

    `failed`: the flow's `on_error` was taken. `rescued`: the program put the caller through to the fallback person.
   """

    facts: Facts
    flow: str
    step: str
    language: str | None = None
    memory: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    stack: list[Frame] = field(default_factory=list)
    failed: bool = False
    rescued: bool = False
    ended: bool = False
    version: int = VERSION

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Raises EngineFault for a state of a version this program does not know."""
        if data.get("version") != VERSION:
            raise EngineFault(f"call state of version {data.get('version')!r}, this program reads {VERSION}")
        stack = [Frame(**frame) for frame in data["stack"]]
        return cls(**{**data, "facts": Facts(**data["facts"]), "stack": stack})
