"""What a YAML file holds: every scalar is the text that was typed, and everything knows its place.

Nothing here decides what a text means; the declaration of a field does that (`fields.py`).
"""

from dataclasses import dataclass

from ivr.flowfile.names import name
from ivr.flowfile.places import Place


@dataclass(slots=True)
class Scalar:
    """A text as it was typed; `quoted` is also true for block texts (`|` and `>`)."""

    text: str
    quoted: bool
    place: Place


@dataclass(slots=True)
class Broken:
    """A value that could not be read; its fault has been reported already."""

    place: Place


@dataclass(slots=True)
class Listing:
    """A list; `torn` says that an item was lost to a fault that has been reported already."""

    items: "tuple[Node, ...]"
    place: Place
    torn: bool = False


@dataclass(slots=True)
class Mapping:
    """Keys with their values, in the order of the file; no two keys have the same `name()`.

    `torn` says that an entry was lost to a fault that has been reported already, so that nobody calls it missing.
    """

    entries: "tuple[tuple[Scalar, Node], ...]"
    place: Place
    torn: bool = False

    def by_name(self) -> "dict[str, tuple[Scalar, Node]]":
        """The entries by the canonical name of their key."""
        return {name(key.text): (key, value) for key, value in self.entries}


Node = Scalar | Listing | Mapping | Broken
