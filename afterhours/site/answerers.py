"""Who may answer a kind of request, and who alone may see it: names of agents.yaml in services.yaml."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ivr.flowfile.names import shown
from ivr.flowfile.nodes import Node
from ivr.flowfile.texts import Reading, items_of, one_of, scalar_of


@dataclass(frozen=True, slots=True)
class Answerers:
    """The names that stand in agents.yaml, organisations' and groups', and those of the groups alone.

    None where nothing is checked against them.
    """

    all: Collection[str] | None = None
    groups: Collection[str] | None = None

    def readers(self) -> dict[str, Any]:
        """The readers of the two fields."""
        return {
            "restricted": lambda node, reading: named(node, self.groups, "a group of agents.yaml", reading),
            "answered_by": lambda node, reading: several(node, self.all, reading),
        }


def several(node: Node, known: Collection[str] | None, reading: Reading) -> tuple[str, ...] | None:
    """Organisations and groups, one after the other; nobody twice."""
    items = items_of(node, "a list of organisations and groups of agents.yaml", reading)
    wanted = "an organisation or group of agents.yaml"
    found = [named(item, known, wanted, reading) for item in items or ()]
    return None if items is None or None in found else tuple(dict.fromkeys(each for each in found if each))


def named(node: Node, known: Collection[str] | None, wanted: str, reading: Reading) -> str | None:
    """One name as it is spelt in agents.yaml."""
    scalar = scalar_of(node, wanted, reading)
    if scalar is None:
        return None
    return shown(scalar.text) if known is None else one_of(scalar, known, wanted, reading)
