"""Reading a group of fields by a table: unknown fields, missing fields and values of a wrong kind are told at once."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

from ivr.flowfile.names import did_you_mean, name, shown
from ivr.flowfile.nodes import Mapping as Group
from ivr.flowfile.nodes import Node, Scalar
from ivr.flowfile.places import Place
from ivr.flowfile.texts import Reading, mapping_of

Reader: TypeAlias = Callable[[Node, Reading], Any]
"""Gives the value, or None with the fault reported."""


def read_group(
    node: Node, owner: str, readers: Mapping[str, Reader], required: Collection[str], reading: Reading, place: Place
) -> dict[str, Any] | None:
    """Field -> value for the fields of `owner`; a value that could not be read is None.

    None when there is no group at all. `place` is where a missing field is reported.
    """
    group = mapping_of(node, f"the fields of {owner}", reading)
    if group is None:
        return None
    values = {}
    for key, value in group.entries:
        field = name(key.text)
        if field not in readers:
            what = f'"{key.text}" is not a field of {owner}'
            reading.fault(key.place, "unknown-field", what, did_you_mean(key.text, readers))
            continue
        values[field] = readers[field](value, reading)
    for missing in [] if group.torn else [field for field in required if field not in values]:
        reading.fault(place, "missing-field", f"{owner} has no {missing}:", f"write a line {missing}: below it")
    return values


def named_entries(node: Node | None, wanted: str, reading: Reading) -> list[tuple[str, Scalar, Node]]:
    """(name as it is shown, key, value) of every entry of a group whose keys are names that staff choose."""
    group = mapping_of(node, wanted, reading) if node is not None else None
    return [(shown(key.text), key, value) for key, value in group.entries] if group else []


def complete(values: Mapping[str, Any] | None, required: Collection[str]) -> bool:
    """Whether every required field is there and could be read, and no other was lost."""
    return values is not None and all(field in values for field in required) and None not in values.values()


def entry_of(node: Node, field: str) -> tuple[Scalar, Node] | None:
    """The key and value of one field, where the node is a group that has it."""
    return node.by_name().get(field) if isinstance(node, Group) else None
