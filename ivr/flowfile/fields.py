"""The fields of a declared class, read by the kinds of its declaration.

The engine declares each field once (`ivr/engine/fields.py`); this module has one reader for every kind.
"""

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from ivr.engine.fields import Field, Kind, fields_of
from ivr.engine.nodes.ask import Choice
from ivr.flowfile.conditions import conditions
from ivr.flowfile.groups import callee, case_fields, ends, hears, words
from ivr.flowfile.names import did_you_mean, name
from ivr.flowfile.nodes import Broken, Node, Scalar
from ivr.flowfile.nodes import Mapping as Group
from ivr.flowfile.texts import Reading, mapping_of
from ivr.flowfile.values import SIMPLE, choice

KEY = re.compile(r"[0-9*#]{1,10}")


def keys(node: Node, reading: Reading) -> dict[str, Choice] | None:
    """Key -> choice, in the order of the file."""
    group = mapping_of(node, "keys and what they are for", reading)
    if group is None:
        return None
    found = {key.text: _choice(key, value, reading) for key, value in group.entries if is_key(key, reading)}
    if group.torn or len(found) < len(group.entries) or None in found.values():
        return None
    if not found:
        reading.fault(group.place, "empty", "the menu has no keys", 'write at least one: "1": {for: ..., go: ...}')
        return None
    return {key: choice for key, choice in found.items() if choice}


def is_key(key: Scalar, reading: Reading) -> bool:
    """Whether a text is made of keys of a telephone; if not, that is reported."""
    if KEY.fullmatch(key.text):
        return True
    mend = 'write digits, "*" or "#" in quotes, for example "1"'
    reading.fault(key.place, "not-a-key", f'"{key.text}" is no key of a telephone', mend)
    return False


def _choice(key: Scalar, node: Node, reading: Reading) -> Choice | None:
    group = mapping_of(node, f"what key {key.text} is for, and where it leads", reading)
    values = read_fields(group, Choice, reading, key, {"hears": hears}) if group else None
    return Choice(**values) if values else None


READERS: Mapping[Kind, Callable[[Node, Reading], Any]] = {
    **SIMPLE,
    Kind.WORDS: words,
    Kind.KEYS: keys,
    Kind.ENDS: ends,
    Kind.CONDITIONS: conditions,
    Kind.CALLEE: callee,
    Kind.CASE_FIELDS: case_fields,
}


_Known: TypeAlias = Mapping[str, tuple[str, str, Field]]


@functools.cache
def known_fields(declared: type) -> _Known:
    """Canonical name -> (name in the file, attribute, description) of a declared class."""
    return {name(yaml): (yaml, *described) for yaml, described in fields_of(declared).items()}


def read_fields(
    group: Group,
    declared: type,
    reading: Reading,
    owner: Scalar,
    special: Mapping[str, Callable[[Node, Reading], Any]] | None = None,
) -> dict[str, Any] | None:
    """Attribute -> value for a declared class; None, with the faults reported, when any of it cannot be used."""
    values, lost = read_some(group, declared, reading, owner, special)
    return None if lost else values


def read_some(
    group: Group,
    declared: type,
    reading: Reading,
    owner: Scalar,
    special: Mapping[str, Callable[[Node, Reading], Any]] | None = None,
) -> tuple[dict[str, Any], bool]:
    """Attribute -> value, None where it could not be read; and whether anything was lost."""
    known = known_fields(declared)
    values: dict[str, Any] = {}
    lost = group.torn
    for key, node in group.entries:
        if name(key.text) not in known:
            mend = did_you_mean(key.text, (yaml for yaml, _, _ in known.values()))
            reading.fault(key.place, "unknown-field", f'"{key.text}" is not a field of {owner.text}', mend)
            lost = True
            continue
        yaml, attribute, field = known[name(key.text)]
        reader = (special or {}).get(yaml)
        values[attribute] = reader(node, reading) if reader else read_value(node, field, reading)
        lost = lost or values[attribute] is None or isinstance(node, Broken)
    lost = _missing(group, known, values, reading, owner) or lost
    return values, lost


def read_value(node: Node, field: Field, reading: Reading) -> Any:
    """The value of one field by its kind, or None with the fault reported."""
    if field.kind is Kind.ONE_OF:
        return choice(node, field.choices, reading)
    return READERS[field.kind](node, reading)


def _missing(group: Group, known: _Known, values: Mapping[str, Any], reading: Reading, owner: Scalar) -> bool:
    missing = [yaml for yaml, attribute, field in known.values() if field.required and attribute not in values]
    for yaml in () if group.torn else missing:
        reading.fault(owner.place, "missing-field", f"{owner.text} has no {yaml}:", f"write a line {yaml}: below it")
    return bool(missing)
