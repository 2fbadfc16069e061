"""Why a line could not be read, in the words of the person who wrote it.

A table of symptoms, the most telling one first; each looks at the smallest piece that libyaml refused.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from ivr.flowfile.composing import DEEPEST, TOO_DEEP, Piece, UnreadableError
from ivr.flowfile.faults import Fault, Faults
from ivr.flowfile.places import Place
from ivr.flowfile.traps import looks_like_entry

_HEAD = re.compile(r"""^(\s*(?:-\s+)?)("[^"]*"|'[^']*'|[^\s:"'][^:]*?)\s*:\s+(?=\S)""")
_TIGHT = re.compile(r"^\s*(?:-\s+)?[\"']?[\w *#-]+[\"']?:(?=[^\s/])")
_FIELD_IN_BRACES = re.compile(r"^\{[\w.]+\}")
_QUOTE_WORD = {"'": "apostrophe", '"': "quotation mark"}
_OTHER_QUOTE = {"'": 'double quotes: "..."', '"': "single quotes: '...'"}


@dataclass(frozen=True, slots=True)
class _Leaf:
    """The refused piece: its first line, the value that begins there and libyaml's reason and position."""

    piece: Piece
    trouble: UnreadableError

    @property
    def head(self) -> str:
        return self.piece.lines[0]

    @property
    def start(self) -> int:
        """Where the value begins in the first line, or the line's text when there is no `key:`."""
        found = _HEAD.match(self.head)
        return found.end() if found else len(self.head) - len(self.head.lstrip())

    @property
    def value(self) -> str:
        return self.head[self.start :]

    @property
    def whole(self) -> str:
        return "\n".join((self.value, *self.piece.lines[1:]))

    @property
    def line(self) -> str:
        lines = self.piece.lines
        return lines[min(self.trouble.line, len(lines) - 1)]

    @property
    def here(self) -> Place:
        """Where libyaml stopped."""
        return self.piece.place(self.trouble.line, self.trouble.column)

    def fault(self, code: str, what: str, mend: str, place: Place | None = None) -> Fault:
        return Fault("fault", what, mend, place or self.piece.place(0, self.start), code)


def explain(piece: Piece, trouble: UnreadableError) -> Fault:
    """The fault of a piece that libyaml refused."""
    skip = next((n for n, line in enumerate(piece.lines) if line.strip() and not line.lstrip().startswith("#")), 0)
    at = UnreadableError(trouble.problem, max(0, trouble.line - skip), trouble.column)
    leaf = _Leaf(piece.part(skip, len(piece.lines)), at)
    for symptom in _SYMPTOMS:
        fault = symptom(leaf)
        if fault is not None:
            return fault
    return leaf.fault(
        "unreadable",
        f"this cannot be read as YAML ({trouble.problem})",
        "compare it with the lines around it, or put quotes around the text",
        leaf.here,
    )


def tell_uneven(piece: Piece, number: int, level: int, faults: Faults) -> None:
    """Reports a line that is indented less than its neighbours and more than what it belongs to."""
    line = piece.lines[number]
    indent = len(line) - len(line.lstrip(" "))
    faults.fault(
        piece.place(number, indent),
        "uneven-indentation",
        f"the line is indented by {indent} and its neighbours by {level} spaces",
        "indent what belongs together by the same number of spaces",
    )


def _too_deep(leaf: _Leaf) -> Fault | None:
    if leaf.trouble.problem != TOO_DEEP:
        return None
    what = f"more than {DEEPEST} levels stand inside each other here"
    return leaf.fault("too-deep", what, "look for brackets too many", leaf.here)


def _backslash(leaf: _Leaf) -> Fault | None:
    if "escape" not in leaf.trouble.problem:
        return None
    what = "a backslash has a special meaning in double quotes"
    return leaf.fault("backslash", what, "use single quotes", leaf.here)


def _quotes(leaf: _Leaf) -> Fault | None:
    quote = leaf.value[:1]
    if quote not in _QUOTE_WORD:
        return None
    word, other = _QUOTE_WORD[quote], _OTHER_QUOTE[quote]
    end = leaf.value.find(quote, 1)
    if end < 0 or "end of stream" in leaf.trouble.problem:
        what = f"the text begins with {'an' if quote == chr(39) else 'a'} {word}, and no second one ends it"
        return leaf.fault("unclosed-quote", what, f"end the text with {quote}, or put the whole text in {other}")
    what = f'the {word} after "{leaf.value[1:end][-30:]}" ends the text there, and the rest cannot be read'
    place = leaf.piece.place(0, leaf.start + end)
    return leaf.fault("quote-in-text", what, f"put the whole text in {other}", place)


def _special_key(leaf: _Leaf) -> Fault | None:
    key = leaf.head.strip()
    if key[:1] not in "*&!@`%?|>" or not looks_like_entry(key.replace(key[:1], "x", 1)):
        return None
    place = leaf.piece.place(0, len(leaf.head) - len(leaf.head.lstrip()))
    what = f"a key that begins with {key[0]} must be in quotes"
    return leaf.fault("key-needs-quotes", what, f'write it as "{key.split(":")[0]}":', place)


def _special_start(leaf: _Leaf) -> Fault | None:
    sign = leaf.value[:1]
    if leaf.value.startswith(("- ", "-\n")):
        return leaf.fault(
            "list-on-key-line", "a list cannot begin on the line of its key", "begin it on the next line, indented"
        )
    if not sign or sign not in "*&!@`%?|>":
        return None
    what = f"a text that begins with {sign} must be in quotes"
    return leaf.fault("special-start", what, "put quotes around the whole text")


def _brace(leaf: _Leaf) -> Fault | None:
    if not _FIELD_IN_BRACES.match(leaf.value):
        return None
    what = "a text that begins with a brace is read as a group of fields"
    return leaf.fault("text-begins-with-brace", what, "put quotes around the whole text")


def _in_brackets(leaf: _Leaf) -> Fault | None:
    if leaf.value[:1] not in ("{", "["):
        return None
    place = leaf.here
    stopped = leaf.line[leaf.trouble.column :]
    mend = "put quotes around the text, or write each part on a line of its own"
    if stopped.startswith(":"):
        return leaf.fault("colon-in-text", "a colon inside an unquoted text makes it look like a key", mend, place)
    if any(leaf.whole.count(left) != leaf.whole.count(right) for left, right in ("{}", "[]")):
        return leaf.fault("unclosed-bracket", "a bracket is opened here and not closed", "close it with } or ]")
    if stopped[:1] in tuple("{}[]"):
        return leaf.fault("bracket-in-text", f"{stopped[0]} inside an unquoted text ends it", mend, place)
    if leaf.line[: leaf.trouble.column].rstrip()[-1:] in ('"', "'"):
        return leaf.fault("quote-in-text", "a quotation mark ends the text, and the rest cannot be read", mend, place)
    return leaf.fault("unreadable", "what stands in brackets here cannot be read", mend, place)


def _indentation(leaf: _Leaf) -> Fault | None:
    if leaf.trouble.line == 0 or not looks_like_entry(leaf.line) or not _HEAD.match(leaf.head):
        return None
    place = leaf.piece.place(leaf.trouble.line, len(leaf.line) - len(leaf.line.lstrip()))
    what = "the line is indented deeper than the line above, which has its value already"
    return leaf.fault("uneven-indentation", what, "indent both by the same number of spaces", place)


def _colon(leaf: _Leaf) -> Fault | None:
    found = re.search(r":(?=\s|$)", leaf.value)
    if found is None or not _HEAD.match(leaf.head):
        return None
    what = f'the colon after "{leaf.value[: found.start()][-30:]}" makes the text look like a key'
    place = leaf.piece.place(0, leaf.start + found.start())
    return leaf.fault("colon-in-text", what, "put quotes around the whole text", place)


def _no_colon(leaf: _Leaf) -> Fault | None:
    found = _TIGHT.match(leaf.head)
    if found is not None:
        place = leaf.piece.place(0, found.end() - 1)
        return leaf.fault("no-space-after-colon", "after a colon there must be a space", "put one there", place)
    if looks_like_entry(leaf.head):
        return None
    what = f'"{leaf.head.strip()[:40]}" has no colon, so it is neither a key nor a value'
    return leaf.fault("no-colon", what, 'write "key: value", or indent it when it belongs to the text above')


_SYMPTOMS: tuple[Callable[[_Leaf], Fault | None], ...] = (
    _too_deep,
    _backslash,
    _special_key,
    _quotes,
    _special_start,
    _brace,
    _in_brackets,
    _indentation,
    _colon,
    _no_colon,
)
