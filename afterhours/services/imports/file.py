"""A table as people send it: CSV with commas, semicolons or tabs, in UTF-8 or Windows-1252, with or without a mark.

Gives rows with their line numbers; what cannot be used is reported, all of it, before anything is written.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ivr.errors import Refused
from ivr.flowfile.names import did_you_mean, name

SEPARATORS = ",;\t"
MOST_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class BadRow:
    """Why a row cannot be imported. `line` counts from 1, the line of headings included."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: our column -> text without blanks around it; a missing cell is empty."""

    line: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class ImportReport:
    """What an import did, or in a dry run would do. With any bad row nothing is written."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: list[BadRow] = field(default_factory=list)
    dry_run: bool = False

    @property
    def refused(self) -> bool:
        return bool(self.bad)


def read_table(
    data: bytes, columns: Sequence[str], required: Sequence[str], mapping: Mapping[str, str] | None = None
) -> list[Row]:
    """The rows of a file. `mapping`: our column -> the heading in the file, where it differs.

    Raises Refused when the headings are not there.
    """
    text = decoded(data)
    separator = separator_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        headings = next((row for row in reader if any(cell.strip() for cell in row)), [])
        places = places_of(headings, columns, required, mapping or {})
        return list(rows_of(reader, places))
    except csv.Error as error:
        raise Refused(f"Line {reader.line_num} cannot be read: {error}. Is a quotation mark missing?") from error


def decoded(data: bytes) -> str:
    """Raises Refused for what is no text."""
    if len(data) > MOST_BYTES:
        raise Refused(f"The file has {len(data):,} bytes, and {MOST_BYTES:,} are the most. Split it.")
    if data.startswith(b"PK"):
        raise Refused("This is a spreadsheet. Save it as CSV (UTF-8) and import that.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text or not text.strip():
        raise Refused("The file is empty." if not text.strip() else "This is no text file. Save the table as CSV.")
    return text


def separator_of(text: str) -> str:
    """The separator that stands most often in the line of headings."""
    first = next(line for line in text.splitlines() if line.strip())
    return max(SEPARATORS, key=first.count)


def places_of(
    headings: Sequence[str], columns: Sequence[str], required: Sequence[str], mapping: Mapping[str, str]
) -> dict[str, int]:
    """Our column -> where it stands. Raises Refused for what is missing, stands twice, or is mapped to nothing."""
    unknown = [each for each in mapping if each not in columns]
    if unknown:
        raise Refused(f'The mapping names "{unknown[0]}", which is no column here: {did_you_mean(unknown[0], columns)}')
    found = {name(heading): place for place, heading in enumerate(headings)}
    twice = [heading for place, heading in enumerate(headings) if heading.strip() and found[name(heading)] != place]
    wanted = {column: name(mapping.get(column, column)) for column in columns}
    missing = [
        column for column in columns if wanted[column] not in found and (column in required or column in mapping)
    ]
    if twice:
        raise Refused(f'The heading "{twice[0]}" stands twice.')
    if missing:
        named = ", ".join(heading.strip() for heading in headings if heading.strip()) or "none"
        sought = mapping.get(missing[0], missing[0])
        raise Refused(
            f'There is no column "{sought}". The headings are: {named}. '
            f"Rename one, or say which it is: --mapping {missing[0]}=HEADING"
        )
    return {column: found[heading] for column, heading in wanted.items() if heading in found}


def rows_of(reader: "csv._reader", places: Mapping[str, int]) -> Iterator[Row]:  # type: ignore[name-defined]
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield Row(
                reader.line_num,
                {column: cells[place].strip() if place < len(cells) else "" for column, place in places.items()},
            )
