"""The kinds that hold several values: words by language, ends of a flow, callees, fields of the case."""

import re
from collections.abc import Callable
from typing import Any

from ivr.engine.nodes.case import FIELDS
from ivr.engine.nodes.ring import Callee
from ivr.engine.wording import PLACEHOLDERS, fill, placeholders_in
from ivr.flowfile.names import did_you_mean, name
from ivr.flowfile.nodes import Node, Scalar
from ivr.flowfile.texts import Reading, items_of, mapping_of, one_of, scalar_of
from ivr.flowfile.values import target
from ivr.phone import is_emergency_number, is_impossible, is_unassigned

PRIORITIES = ("normal", "urgent")
"""An emergency is raised by `report`, never by a field."""


def words(node: Node, reading: Reading) -> dict[str, str] | None:
    """Language -> sentence; placeholders outside the closed list are refused."""
    if isinstance(node, Scalar) and node.text.strip():
        mend = f"write it below, one language to a line: {reading.names.languages()[0]}: {node.text[:30]}"
        reading.fault(node.place, "language-missing", "the text does not say in which language it is", mend)
        return None
    return _by_language(node, reading, _sentence)


def hears(node: Node, reading: Reading) -> dict[str, tuple[str, ...]] | None:
    """Language -> the spoken words that choose a key."""
    return _by_language(node, reading, _phrases)


def _by_language(node: Node, reading: Reading, read: Callable[[Node, Reading], Any]) -> dict[str, Any] | None:
    group = mapping_of(node, "words in each language", reading)
    if group is None:
        return None
    tags = [one_of(key, reading.names.known_languages(), "a language of a line", reading) for key, _ in group.entries]
    values = [read(value, reading) for _, value in group.entries]
    if group.torn or None in tags or None in values:
        return None
    return {tag: value for tag, value in zip(tags, values, strict=True) if tag}


def _sentence(node: Node, reading: Reading) -> str | None:
    scalar = scalar_of(node, "the words in this language", reading)
    if scalar is None:
        return None
    for each in placeholders_in(scalar.text):
        if each not in PLACEHOLDERS:
            mend = did_you_mean(each, PLACEHOLDERS)
            reading.fault(scalar.place, "unknown-placeholder", f"{{{each}}} is nothing that can be spoken", mend)
            return None
    return " ".join(scalar.text.split())


def _phrases(node: Node, reading: Reading) -> tuple[str, ...] | None:
    items = items_of(node, "a list of spoken words", reading)
    if items is None:
        return None
    found = [scalar_of(item, "a spoken word", reading) for item in items]
    return tuple(each.text for each in found if each) if all(found) else None


def ends(node: Node, reading: Reading) -> dict[str, str] | None:
    """The named ends of another flow -> step."""
    group = mapping_of(node, "the ends of the other flow and where they lead", reading)
    if group is None:
        return None
    found = {reading.spellings.ends.of(key.text): target(value, reading) for key, value in group.entries}
    return None if group.torn or None in found.values() else {key: value for key, value in found.items() if value}


def callee(node: Node, reading: Reading) -> Callee | None:
    """`{person: handle}` or `{number: "+1..."}`."""
    group = mapping_of(node, "person: or number:", reading)
    if group is None:
        return None
    entries = group.by_name()
    if len(entries) != 1 or not entries.keys() <= {"person", "number"}:
        if not group.torn:
            mend = 'write {person: handle}, or {number: "+1..."}'
            reading.fault(group.place, "callee", "ring: needs either person: or number:", mend)
        return None
    ((key, value),) = entries.values()
    scalar = scalar_of(value, key.text, reading)
    if scalar is None:
        return None
    return _person(scalar, reading) if name(key.text) == "person" else _number(scalar, reading)


def _person(scalar: Scalar, reading: Reading) -> Callee | None:
    known = reading.names.people
    if known is not None and one_of(scalar, known, "a person's handle", reading) is None:
        return None
    return Callee(person=reading.spellings.people.define(scalar.text))


def _number(scalar: Scalar, reading: Reading) -> Callee | None:
    number = re.sub(r"[\s().-]", "", scalar.text)
    if any(is_emergency_number(number, country) for country in ("", *reading.names.countries())):
        mend = "tell the caller to hang up and dial it; ring a person instead"
        reading.fault(scalar.place, "forbidden-number", f"this program may not dial {number}", mend)
        return None
    if not re.fullmatch(r"\+[1-9]\d{7,14}", number):
        reading.refuse(scalar, "a telephone number with its country", 'write it as "+15195550100"')
        return None
    if is_impossible(number):
        reading.refuse(scalar, "a number that its country can have", "count its digits, and compare the first ones")
        return None
    if is_unassigned(number):
        what = f"{number} is in no range that its country has given out"
        reading.faults.warning(
            scalar.place, "unassigned-number", what, "compare it; numbers of demonstrations are such"
        )
    return Callee(number=number)


def case_fields(node: Node, reading: Reading) -> dict[str, str] | None:
    """Fields of the case -> text; `{answer}` placeholders are the flow's own names, and stay for the call."""
    group = mapping_of(node, "fields of the case", reading)
    if group is None:
        return None
    found = {}
    for key, value in group.entries:
        field = one_of(key, FIELDS, "a field of the case that a flow may set", reading)
        scalar = scalar_of(value, f"the value of {key.text}", reading)
        found[field] = _case_value(field, scalar, reading) if field and scalar else None
    if group.torn or None in found or None in found.values():
        return None
    return {key: value for key, value in found.items() if key and value}


def _case_value(field: str, scalar: Scalar, reading: Reading) -> str | None:
    if field == "priority":
        return one_of(scalar, PRIORITIES, "one of: " + ", ".join(PRIORITIES), reading)
    if field == "service" and reading.names.requests is not None:
        return one_of(scalar, reading.names.requests, "a kind of request in services.yaml", reading)
    return fill(scalar.text, {each: _spelt(each, reading) for each in placeholders_in(scalar.text)})


def _spelt(placeholder: str, reading: Reading) -> str:
    """A placeholder of the case as the engine looks it up: an answer in the spelling of the step that asks it."""
    return "{" + (placeholder if placeholder in PLACEHOLDERS else reading.spellings.answers.of(placeholder)) + "}"
