"""The state of one call: all JSON between two turns, versioned, so that a later program reads an earlier call."""

from dataclasses import dataclass, field, fields
from typing import Any, Literal, Self, TypeAlias

from ivr.errors import EngineFault

VERSION = 1

Channel: TypeAlias = Literal["voice", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known when the call arrives, and never changes.

    `caller`: E.164 or None when it may not be used. `records`/`open_cases`: how many contacts and open cases carry that
    number. `case_number`: digits. `duty`: the number is that of a person on duty who has open emergencies. `blocked`:
    calls from it are answered by message only. `relay`: the caller is known to use a relay service or a text telephone,
    or to need time: they are never hurried.
    """

    line: str
    tenant: str
    channel: Channel
    case_number: str
    caller: str | None = None
    withheld: bool = False
    records: int = 0
    open_cases: int = 0
    duty: bool = False
    blocked: bool = False
    relay: bool = False


@dataclass(slots=True)
class Frame:
    """Where a sub-flow returns to."""

    flow: str
    step: str


@dataclass(slots=True, kw_only=True)
class State:
    """Where a call is. `memory` belongs to one visit of one step; `answers` to the call; `secret` names those to hide.

    `roster`: that of the emergency this call has raised.
    `failed`: the flow's `on_error` was taken. `rescued`: the program put the caller through to the fallback person.
    """

    facts: Facts
    flow: str
    step: str
    language: str | None = None
    memory: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    secret: list[str] = field(default_factory=list)
    stack: list[Frame] = field(default_factory=list)
    roster: str = ""
    failed: bool = False
    rescued: bool = False
    ended: bool = False
    version: int = VERSION

    def as_json(self) -> dict[str, Any]:
        """A copy that a later turn does not change. `dataclasses.asdict` would do it in ten times the time."""
        plain = {name: _copied(getattr(self, name)) for name in self.__slots__}
        facts = {name: getattr(self.facts, name) for name in Facts.__slots__}
        return {**plain, "facts": facts, "stack": [{"flow": each.flow, "step": each.step} for each in self.stack]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Raises EngineFault for a state that is damaged, or of a version this program does not know.

        Fields this program does not know are left out, so that a call may fall back to the previous program: a field
        that must not be lost needs a new version.
        """
        if data.get("version") != VERSION:
            raise EngineFault(f"call state of version {data.get('version')!r}, this program reads {VERSION}")
        try:
            known = {each.name: data[each.name] for each in fields(cls) if each.name in data}
            stack = [Frame(**frame) for frame in data["stack"]]
            facts = {name: data["facts"][name] for name in Facts.__slots__ if name in data["facts"]}
            return cls(**{**known, "facts": Facts(**facts), "stack": stack})
        except (LookupError, TypeError) as damage:
            raise EngineFault(f"call state that cannot be read: {damage}") from damage


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(each) for name, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value
