"""The calls that play by themselves, as callflows/demo/stories.yaml tells them."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from afterhours.site.groups import complete, read_group
from ivr.engine.model import Book
from ivr.engine.words import Words
from ivr.errors import NotFound
from ivr.flowfile.faults import Faults
from ivr.flowfile.flowtests import READERS, Action
from ivr.flowfile.nodes import Node
from ivr.flowfile.outside import Names
from ivr.flowfile.reading import read_file
from ivr.flowfile.texts import Reading, items_of, mapping_of, one_of, scalar_of
from ivr.flowfile.values import text

FILE = Path("demo/stories.yaml")
REQUIRED = ("name", "button", "line", "at", "steps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A call to watch. `at` is wall time of the line's council; `caller` E.164 or "withheld"."""

    name: str
    button: Words
    line: str
    at: datetime
    steps: tuple[Action, ...]
    caller: str = "withheld"
    shows: Words | None = None
    callees: dict[str, str] | None = None
    """Handle of a person -> how they answer (`accepts`, `busy`, `no_answer`); everybody else does not answer."""


def read_stories(callflows: Path, book: Book) -> list[Story]:
    """The stories of the folder; none where it has no file of them. Raises FaultsFound."""
    file = callflows / FILE
    if not file.exists():
        return []
    faults = Faults()
    reading = Reading(faults, Names())
    node = read_file(file, faults, file.name)
    items = items_of(node, "stories, each with name: and steps:", reading) if node is not None else ()
    found = [story(item, book, reading) for item in items or ()]
    faults.raise_if_refusing()
    return [each for each in found if each]


def story_named(name: str, stories: list[Story]) -> Story:
    """Raises NotFound."""
    for each in stories:
        if each.name == name:
            return each
    raise NotFound(f"There is no story {name}.")


def story(node: Node, book: Book, reading: Reading) -> Story | None:
    def line(each: Node, desk: Reading) -> str | None:
        scalar = scalar_of(each, "a line", desk)
        return one_of(scalar, book.lines, "a line of site.yaml", desk) if scalar else None

    readers: dict[str, Any] = {
        "name": text,
        "button": words,
        "shows": words,
        "line": line,
        "from": READERS["from"],
        "at": READERS["at"],
        "callees": READERS["callees"],
        "steps": READERS["do"],
    }
    values = read_group(node, "a story", readers, REQUIRED, reading, node.place)
    if values is None or not complete(values, REQUIRED):
        return None
    caller = values.pop("from", None)
    return Story(**values, **({"caller": caller} if caller else {}))


def words(node: Node, reading: Reading) -> dict[str, str] | None:
    """A text in one language or several."""
    group = mapping_of(node, "a text in each language", reading)
    if group is None:
        return None
    read = {key.text: scalar_of(value, "a text", reading) for key, value in group.entries}
    return {language: scalar.text for language, scalar in read.items() if scalar}
