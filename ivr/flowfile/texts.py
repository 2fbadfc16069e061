"""From one node to the text of a single value, with a fault where a list or a group stands instead."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ivr.flowfile.faults import Faults
from ivr.flowfile.names import did_you_mean, name
from ivr.flowfile.nodes import Broken, Listing, Mapping, Node, Scalar
from ivr.flowfile.outside import Names
from ivr.flowfile.places import Place
from ivr.flowfile.spelling import Spelling, Spellings


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that must exist once all flows are read. `kind`: step (or flow), flow, or end."""

    kind: str
    name: str
    typed: Scalar


@dataclass(slots=True)
class Reading:
    """The desk of one file's reading: where faults go, what may be named, what is to be resolved later.

    `steps`: how the steps of this file are spelt.
    """

    faults: Faults
    names: Names
    references: list[Reference] = field(default_factory=list)
    steps: Spelling = field(default_factory=Spelling)

    @property
    def spellings(self) -> Spellings:
        return self.names.spellings

    def fault(self, place: Place, code: str, what: str, mend: str) -> None:
        self.faults.fault(place, code, what, mend)

    def refuse(self, scalar: Scalar, wanted: str, mend: str) -> None:
        """Reports a text that is not of its kind."""
        self.fault(scalar.place, "wrong-kind", f'"{scalar.text}" is not {wanted}', mend)


def shape(node: Node) -> str:
    """What a node is, in plain words."""
    match node:
        case Listing():
            return "a list"
        case Mapping():
            return "a group of fields"
        case _:
            return "a text"


def scalar_of(node: Node, wanted: str, reading: Reading) -> Scalar | None:
    """The scalar that must stand here, or None with the fault reported; empty counts as missing."""
    if isinstance(node, Scalar):
        if node.text.strip():
            return node
        reading.fault(node.place, "empty", f"nothing is written here; wanted: {wanted}", "write it, or delete the line")
    elif not isinstance(node, Broken):
        reading.fault(node.place, "wrong-kind", f"{shape(node)} stands here; wanted: {wanted}", "write one value")
    return None


def mapping_of(node: Node, wanted: str, reading: Reading) -> Mapping | None:
    """The group of fields that must stand here, or None with the fault reported."""
    if isinstance(node, Mapping):
        return node
    if not isinstance(node, Broken):
        found = "nothing" if isinstance(node, Scalar) and not node.text else shape(node)
        mend = "write one to a line below, indented, as key: value"
        reading.fault(node.place, "wrong-kind", f"{found} stands here; wanted: {wanted}", mend)
    return None


def items_of(node: Node, wanted: str, reading: Reading) -> tuple[Node, ...] | None:
    """The items of the list that must stand here, or None with the fault reported."""
    if isinstance(node, Listing):
        return node.items
    if not isinstance(node, Broken):
        reading.fault(node.place, "wrong-kind", f"{shape(node)} stands here; wanted: {wanted}", "write a list: [a, b]")
    return None


def one_of(scalar: Scalar, known: Iterable[str], wanted: str, reading: Reading) -> str | None:
    """The known name that is meant, in its own spelling, or None with the fault reported."""
    by_name = {name(each): each for each in known}
    if name(scalar.text) in by_name:
        return by_name[name(scalar.text)]
    reading.fault(
        scalar.place, "unknown-name", f'"{scalar.text}" is not {wanted}', did_you_mean(scalar.text, by_name.values())
    )
    return None
