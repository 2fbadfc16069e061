"""quality.yaml: what a reviewer answers about a call that is assessed. Without the file nothing can be assessed."""

from collections.abc import Mapping
from typing import Any

from afterhours.rules.quality import Question
from afterhours.site.groups import complete, named_entries, read_group
from ivr.flowfile.groups import words
from ivr.flowfile.nodes import Node, Scalar
from ivr.flowfile.texts import Reading
from ivr.flowfile.values import count, flag

REQUIRED = ("ask",)
MOST_POINTS = 100
WANTED = "questions such as greeting: {ask: {en: ...}, points: 10}"


def read_quality(node: Node | None, reading: Reading) -> tuple[Question, ...]:
    """Every question that could be read, in the order in which they are written."""
    found = []
    for name, key, value in named_entries(node, WANTED, reading):
        fields = read_group(value, key.text, READERS, REQUIRED, reading, key.place)
        if fields is not None and complete(fields, REQUIRED) and one_way(key, fields, reading):
            found.append(Question(name=name, **fields))
    return tuple(found)


def one_way(key: Scalar, fields: Mapping[str, Any], reading: Reading) -> bool:
    """Whether it is clear what an answer is worth: points, or the whole call."""
    points, fails = bool(fields.get("points")), bool(fields.get("fails"))
    if points == fails:
        what = f"{key.text} has {'both' if fails else 'neither'} points: {'and' if fails else 'nor'} fails:"
        reading.fault(key.place, "worth", what, "write points: 10, or fails: yes where a no fails the whole call")
    return points != fails


def points(node: Node, reading: Reading) -> int | None:
    found = count(node, reading)
    if found is not None and isinstance(node, Scalar) and not 1 <= found <= MOST_POINTS:
        reading.refuse(node, "a number of points", f"write a whole number from 1 to {MOST_POINTS}")
        return None
    return found


READERS: Mapping[str, Any] = {"ask": words, "hint": words, "points": points, "fails": flag}
