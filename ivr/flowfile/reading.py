"""The door to a file of callflows/: bytes in, nodes out, every fault told. Never writes."""

from pathlib import Path

from ivr.flowfile.composing import Piece
from ivr.flowfile.decoding import decode
from ivr.flowfile.faults import Faults
from ivr.flowfile.nodes import Node
from ivr.flowfile.places import Place
from ivr.flowfile.salvage import read_piece
from ivr.flowfile.traps import check_text


def read(data: bytes, file: str, faults: Faults) -> Node | None:
    """The node a file holds, or None with at least one fault; `file` is the name that faults show."""
    text = decode(data, file, faults)
    if text is None:
        return None
    check_text(text, file, faults)
    node = read_piece(Piece(file, 1, tuple(text.split("\n"))), faults)
    if node is None:
        faults.fault(Place(file, 1, 1), "empty-file", "the file is empty", "fill it, or delete it")
    return node


def read_file(path: Path, faults: Faults, shown_as: str | None = None) -> Node | None:
    """Reads a file from disk; one that cannot be opened is a fault, not an exception."""
    file = shown_as or str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        faults.fault(
            Place(file, 1, 1), "cannot-open", f"the file cannot be opened ({reason})", "check its name and permissions"
        )
        return None
    return read(data, file, faults)
