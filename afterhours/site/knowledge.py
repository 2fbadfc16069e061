"""The notes of knowledge/: what whoever answers should know about a kind of request, in Markdown."""

from collections.abc import Mapping

from ivr.flowfile.faults import Faults
from ivr.flowfile.names import did_you_mean
from ivr.flowfile.nodes import Node
from ivr.flowfile.places import Place
from ivr.flowfile.texts import Reading, scalar_of

KNOWLEDGE = "knowledge/"


class Notes:
    """The notes of one folder; remembers which of them somebody refers to."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = {path.removeprefix(KNOWLEDGE): data for path, data in files.items() if is_note(path)}
        self._used: set[str] = set()

    def read(self, node: Node, reading: Reading) -> str | None:
        """The text of the note a service names, or None with the fault reported."""
        scalar = scalar_of(node, "a file of knowledge/, such as lost-dog.md", reading)
        if scalar is None:
            return None
        file = scalar.text.strip().removeprefix(KNOWLEDGE)
        if file not in self._files:
            what = f"there is no file {KNOWLEDGE}{file}"
            reading.fault(scalar.place, "unknown-file", what, did_you_mean(file, self._files))
            return None
        self._used.add(file)
        return self._text(file, reading)

    def _text(self, file: str, reading: Reading) -> str | None:
        try:
            return self._files[file].decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self._files[file][: error.start].count(b"\n") + 1
            what = "the file is not in UTF-8 from this line on"
            reading.fault(Place(KNOWLEDGE + file, line, 1), "encoding", what, "save it as UTF-8 in your editor")
            return None

    def tell_unused(self, faults: Faults) -> None:
        """Warns of notes that nobody will ever see."""
        for file in sorted(self._files.keys() - self._used):
            what = "no kind of request shows this note"
            mend = f"write knowledge: {file} in services.yaml, or delete the file"
            faults.warning(Place(KNOWLEDGE + file, 1, 1), "unused-note", what, mend)


def is_note(path: str) -> bool:
    return path.startswith(KNOWLEDGE) and path.endswith(".md")
