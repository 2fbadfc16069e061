"""How names are shown: as their definition spells them. The canonical form (`names.name`) only compares.

Filled before anything is read (`note_flow`), because a line or a step may refer to what stands further down.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ivr.engine.visit import CALLER_NUMBER
from ivr.flowfile.names import name, shown
from ivr.flowfile.nodes import Mapping, Node, Scalar

FLAGS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


class Spelling:
    """The names of one kind. The one written first decides how all that are the same name are shown."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._shown: dict[str, str] = {}
        for each in names:
            self.define(each)

    def define(self, typed: str) -> str:
        """Notes a name, unless it is noted already; its spelling."""
        return self._shown.setdefault(name(typed), shown(typed))

    def known(self, typed: str) -> str | None:
        """The spelling of a name that is defined, else None."""
        return self._shown.get(name(typed))

    def of(self, typed: str) -> str:
        """The spelling of a name; of one that nobody defined, as it was typed."""
        return self.known(typed) or shown(typed)


@dataclass(frozen=True, slots=True)
class Spellings:
    """The names that hold for all files of a folder. Steps belong to their flow (`texts.Reading.steps`).

    `people` have no definition in the files: who writes a handle first, spells it.
    """

    flows: Spelling = field(default_factory=Spelling)
    answers: Spelling = field(default_factory=lambda: Spelling([CALLER_NUMBER]))
    ends: Spelling = field(default_factory=Spelling)
    people: Spelling = field(default_factory=Spelling)


def note_flow(node: Node | None, stem: str, spellings: Spellings) -> None:
    """Notes what a flow's file defines: the flow (`stem` without a name of its own), answers, and ends."""
    spellings.flows.define(_text(node, "flow") or stem)
    for _, step in _entries(_value(node, "steps")):
        if into := _text(step, "into"):
            spellings.answers.define(into)
        for end in (_text(step, "as"), _text(step, "end")):
            if end and end.casefold() not in FLAGS:
                spellings.ends.define(end)


def steps_of(node: Node | None) -> Spelling:
    """The steps that a flow's file defines."""
    return Spelling(key.text for key, _ in _entries(_value(node, "steps")))


def _entries(node: Node | None) -> Iterator[tuple[Scalar, Node]]:
    if isinstance(node, Mapping):
        yield from node.entries


def _value(node: Node | None, wanted: str) -> Node | None:
    return next((value for key, value in _entries(node) if name(key.text) == wanted), None)


def _text(node: Node | None, wanted: str) -> str:
    """The text of a field; "" where there is none."""
    value = _value(node, wanted)
    return value.text.strip() if isinstance(value, Scalar) else ""
