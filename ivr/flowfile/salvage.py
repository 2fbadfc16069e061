"""Reads what can be read of a text with syntax errors: each entry by itself, so that every mistake is told.

A text that libyaml refuses is split by its indentation into entries and items; each is composed alone, and split again
when it fails. The smallest one that still fails is explained (`explaining.py`) and becomes a `Broken` node.
"""

import re

from ivr.flowfile.composing import DEEPEST, Piece, UnreadableError, compose, is_new_key
from ivr.flowfile.explaining import explain, tell_uneven
from ivr.flowfile.faults import Faults
from ivr.flowfile.nodes import Broken, Listing, Mapping, Node, Scalar

_KEY = re.compile(r"""^\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s\-:\[\]{}"'#,][^:#]*?|-[^\s:][^:#]*?)\s*:(?=\s|$)""")
_ITEM = re.compile(r"^(\s*)-(?=\s|$)")
_SKIPPED = re.compile(r"^\s*(#.*)?$")
_MARK = re.compile(r"^\s+[&!]\S*\s*(#.*)?$")


def read_piece(piece: Piece, faults: Faults, depth: int = 0) -> Node | None:
    """The node of a piece, with `Broken` where it could not be read; None when there is nothing in it."""
    try:
        return compose(piece, faults)
    except UnreadableError as trouble:
        groups = _groups(piece, faults) if depth < DEEPEST else []
        if groups and _ITEM.match(groups[0].lines[0]):
            return _items(groups, faults, depth)
        if groups and (len(groups) > 1 or _KEY.match(groups[0].lines[0])):
            return _entries(groups, faults, depth)
        faults.add(explain(piece, trouble))
        return Broken(piece.place(0, _indent(piece.lines[0])))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _groups(piece: Piece, faults: Faults) -> list[Piece]:
    """The entries or items of a piece: each begins at a line that is indented no deeper than the first one."""
    contents = [number for number, line in enumerate(piece.lines) if not _SKIPPED.match(line)]
    if not contents:
        return []
    level = _indent(piece.lines[contents[0]])
    is_list = bool(_ITEM.match(piece.lines[contents[0]]))
    starts = [contents[0]]
    for number in contents[1:]:
        line = piece.lines[number]
        if _indent(line) > level or line.lstrip()[0] in "}]" or (not is_list and _ITEM.match(line)):
            continue
        if _indent(line) < level:
            tell_uneven(piece, number, level, faults)
        starts.append(number)
    return [piece.part(start, end) for start, end in zip(starts, [*starts[1:], len(piece.lines)], strict=True)]


def _items(groups: list[Piece], faults: Faults, depth: int) -> Listing:
    items: list[Node] = []
    for group in groups:
        opened = _ITEM.sub(r"\1 ", group.lines[0], count=1)
        node = read_piece(Piece(group.file, group.first, (opened, *group.lines[1:])), faults, depth + 1)
        items.append(node or Scalar("", False, group.place(0, _indent(group.lines[0]))))
    first = groups[0]
    torn = any(isinstance(item, Broken) for item in items)
    return Listing(tuple(items), first.place(0, _indent(first.lines[0])), torn)


def _entries(groups: list[Piece], faults: Faults, depth: int) -> Mapping:
    entries: list[tuple[Scalar, Node]] = []
    seen: dict[str, Scalar] = {}
    torn = False
    for group in groups:
        read = _entry(group, faults, depth)
        torn = torn or read.torn
        entries += [entry for entry in read.entries if is_new_key(entry[0], seen, faults)]
    first = groups[0]
    return Mapping(tuple(entries), first.place(0, _indent(first.lines[0])), torn)


def _entry(group: Piece, faults: Faults, depth: int) -> Mapping:
    """One `key: value`, or nothing of it, with the fault reported."""
    start = group.place(0, _indent(group.lines[0]))
    trouble = UnreadableError("could not find expected ':'", 0, 0)
    try:
        node = compose(group, faults)
        if isinstance(node, Mapping):
            return node
    except UnreadableError as error:
        trouble = error
    key = _key(group)
    body = group.part(1, len(group.lines))
    if key is None:
        faults.add(explain(group, trouble))
        return Mapping((), start, torn=True)
    if any(not _SKIPPED.match(line) for line in body.lines):
        marked = _opens_with(_MARK, group.lines[0])
        if marked:
            faults.add(explain(group.part(0, 1), UnreadableError(trouble.problem, 0, 0)))
        if marked or _opens_with(_SKIPPED, group.lines[0]):
            return Mapping(((key, read_piece(body, faults, depth + 1) or Broken(start)),), start)
    faults.add(explain(group, trouble))
    return Mapping(((key, Broken(start)),), start)


def _key(group: Piece) -> Scalar | None:
    found = _KEY.match(group.lines[0])
    if found is None:
        return None
    try:
        node = compose(Piece(group.file, group.first, (found[0],)), Faults())
    except UnreadableError:
        return None
    return node.entries[0][0] if isinstance(node, Mapping) and node.entries else None


def _opens_with(pattern: re.Pattern[str], line: str) -> bool:
    """Whether nothing but `pattern` follows the key of a line, so that its value stands in the lines below."""
    found = _KEY.match(line)
    return found is not None and pattern.match(line[found.end() :]) is not None
