"""Where something stands in a file of callflows/."""

from typing import NamedTuple


class Place(NamedTuple):
    """A position in a file; `line` and `column` count from 1, columns in characters. Sorted as they stand."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"
