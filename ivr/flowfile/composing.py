"""From text to nodes with libyaml's events; what YAML allows and our language does not becomes a fault here.

Refused: anchors, aliases, merge keys, tags, several documents, keys that are not text, two keys with one name, deep
nesting. A syntax error ends a composition with `UnreadableError`; `salvage.py` then reads what else can be read.
"""

from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml._yaml import CParser

from ivr.flowfile import traps
from ivr.flowfile.faults import Faults
from ivr.flowfile.names import name
from ivr.flowfile.nodes import Broken, Listing, Mapping, Node, Scalar
from ivr.flowfile.places import Place

DEEPEST = 24
TOO_DEEP = "too deep"
Event = Any  # libyaml's events have no common type with `start_mark`, `value`, `anchor` and `tag`


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive lines of a file; `first` is the number of the first one, counted from 1."""

    file: str
    first: int
    lines: tuple[str, ...]

    def place(self, line: int, column: int) -> Place:
        """The place of a position in this piece, both counted from 0 as libyaml does."""
        return Place(self.file, self.first + line, column + 1)

    def part(self, start: int, end: int) -> "Piece":
        """Lines `start` up to `end` of this piece, counted from 0."""
        return Piece(self.file, self.first + start, self.lines[start:end])


class UnreadableError(Exception):
    """For this package only: libyaml gave up at `line`, `column` (from 0) of a piece, for the reason `problem`."""

    def __init__(self, problem: str, line: int, column: int) -> None:
        super().__init__(problem)
        self.problem, self.line, self.column = problem, line, column


def compose(piece: Piece, faults: Faults) -> Node | None:
    """The one document of a piece; None when it holds none.

    Raises `UnreadableError` at the first syntax error or too deep a level (libyaml takes time with the square of
    the levels), and then reports nothing to `faults`.
    """
    found = Faults()
    try:
        node = _Composer(piece, found).document()
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark
        raise UnreadableError(str(error.problem), mark.line, mark.column) from error
    faults.take(found)
    return node


@dataclass(slots=True)
class _Composer:
    piece: Piece
    faults: Faults
    parser: Any = field(init=False)

    def __post_init__(self) -> None:
        self.parser = CParser("\n".join(self.piece.lines) + "\n")

    def document(self) -> Node | None:
        self.parser.get_event()
        if type(self.parser.get_event()) is yaml.StreamEndEvent:
            return None
        node = self._node(self.parser.get_event(), 0, False)
        self.parser.get_event()
        after = self.parser.get_event()
        if type(after) is not yaml.StreamEndEvent:
            self.faults.fault(
                self._at(after),
                "several-documents",
                "a line of --- begins a second document in this file",
                "delete the --- line, or put what follows into a file of its own",
            )
        return node

    def _at(self, event: Event) -> Place:
        return self.piece.place(event.start_mark.line, event.start_mark.column)

    def _node(self, event: Event, depth: int, in_flow: bool) -> Node:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event, in_flow)
        if kind is yaml.AliasEvent:
            return self._refuse_alias(event)
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event)
        if depth >= DEEPEST:
            raise UnreadableError(TOO_DEEP, event.start_mark.line, event.start_mark.column)
        if kind is yaml.MappingStartEvent:
            return self._mapping(event, depth)
        return self._listing(event, depth)

    def _scalar(self, event: Event, in_flow: bool) -> Scalar:
        start, end = event.start_mark, event.end_mark
        if event.anchor is not None or (event.tag is not None and event.tag != "!"):
            self._refuse_marks(event)
        scalar = Scalar(event.value, bool(event.style), self.piece.place(start.line, start.column))
        if not event.style:
            rest = self.piece.lines[end.line][end.column :] if end.line < len(self.piece.lines) else ""
            traps.check_plain(scalar, rest, in_flow, self.faults)
        elif end.line > start.line and event.style in "'\"":
            self._refuse_swallowed(start, end)
        return scalar

    def _refuse_swallowed(self, start: Any, end: Any) -> None:
        if any(traps.looks_like_entry(line) for line in self.piece.lines[start.line + 1 : end.line + 1]):
            raise yaml.MarkedYAMLError(problem="found unexpected end of stream", problem_mark=start)

    def _listing(self, event: Event, depth: int) -> Listing:
        items = []
        while type(each := self.parser.get_event()) is not yaml.SequenceEndEvent:
            items.append(self._node(each, depth + 1, event.flow_style))
        return Listing(tuple(items), self._at(event))

    def _mapping(self, event: Event, depth: int) -> Mapping:
        entries: list[tuple[Scalar, Node]] = []
        seen: dict[str, Scalar] = {}
        torn = False
        while type(each := self.parser.get_event()) is not yaml.MappingEndEvent:
            key = self._node(each, depth + 1, event.flow_style)
            value_event = self.parser.get_event()
            value = self._node(value_event, depth + 1, event.flow_style)
            if not isinstance(key, Scalar):
                self._refuse_key(key)
                torn = True
            elif event.flow_style and self._no_colon(each, value_event):
                traps.tell_comma(key, entries[-1][1] if entries else None, self.faults)
                torn = True
            elif is_new_key(key, seen, self.faults):
                entries.append((key, value))
        return Mapping(tuple(entries), self._at(event), torn)

    def _no_colon(self, key: Event, value: Event) -> bool:
        """In `{en: For water, press 1}` the second key has no colon, and YAML gives it an empty value."""
        end, start = key.end_mark, value.start_mark
        if type(value) is not yaml.ScalarEvent or value.value or value.style:
            return False
        return bool(end.line == start.line and end.column == start.column)

    def _refuse_key(self, key: Node) -> None:
        if not isinstance(key, Broken):
            self.faults.fault(
                key.place,
                "key-not-text",
                "a key must be a word or a text, and this is a list or a group",
                "put quotes around it when it is meant as text",
            )

    def _refuse_alias(self, event: Event) -> Broken:
        place = self._at(event)
        self.faults.fault(
            place,
            "alias",
            f"*{event.anchor} refers to another place of the file, which this language does not do",
            "write the words out here, or put quotes around the text when it begins with a star",
        )
        return Broken(place)

    def _refuse_marks(self, event: Event) -> None:
        if event.anchor is not None:
            self.faults.fault(
                self._at(event),
                "anchor",
                f"&{event.anchor} names this place of the file, which this language does not do",
                "delete it, or put quotes around the text when it begins with &",
            )
        if event.tag is not None:
            self.faults.fault(
                self._at(event),
                "tag",
                f"{event.tag} is read as a tag of YAML, and this language has none",
                "delete it, or put quotes around the text when it begins with an exclamation mark",
            )


def is_new_key(key: Scalar, seen: dict[str, Scalar], faults: Faults) -> bool:
    """Adds a key to `seen`; a merge key, or one with the name of an earlier one, is reported instead."""
    if key.text == "<<" and not key.quoted:
        faults.fault(
            key.place,
            "merge-key",
            "<< copies another place of the file, which this language does not do",
            "write the fields out here",
        )
        return False
    earlier = seen.setdefault(name(key.text), key)
    if earlier is key:
        return True
    same = f'"{key.text}" stands here twice'
    if earlier.text != key.text:
        same = f'"{key.text}" and "{earlier.text}" mean the same'
    faults.fault(
        key.place, "duplicate-key", f"{same}; the first is in line {earlier.place.line}", "keep one of the two"
    )
    return False
