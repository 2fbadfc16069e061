"""The directory of agents.yaml: whom an agent may bring into a talk who is no agent, such as an interpreter."""

from collections.abc import Mapping
from typing import Any

from afterhours.site import values
from afterhours.site.answering import DirectoryEntry
from afterhours.site.groups import complete, named_entries, read_group
from ivr.flowfile.groups import words
from ivr.flowfile.nodes import Node
from ivr.flowfile.texts import Reading
from ivr.flowfile.values import choice

KINDS = ("interpreter", "office")
"""An interpreter joins a talk; an office is asked first, and may take the caller over."""
REQUIRED = ("name", "number")
READERS: Mapping[str, Any] = {
    "name": words,
    "number": values.own_number,
    "kind": lambda node, reading: choice(node, KINDS, reading),
}


def read_directory(node: Node | None, reading: Reading) -> dict[str, DirectoryEntry]:
    """Every entry that could be read, by its name."""
    found = {}
    for name, key, value in named_entries(node, "people to bring in, each with name: and number:", reading):
        fields = read_group(value, key.text, READERS, REQUIRED, reading, key.place)
        if fields is not None and complete(fields, REQUIRED):
            found[name] = DirectoryEntry(name=name, title=fields.pop("name"), place=key.place, **fields)
    return found
