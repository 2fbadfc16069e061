"""The lower part of site.yaml: the telephone lines, and the checks that need other files."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from afterhours.site import values
from afterhours.site.groups import complete, entry_of, named_entries, read_group
from afterhours.site.model import Council
from ivr.engine.model import Line
from ivr.flowfile.groups import words
from ivr.flowfile.names import did_you_mean
from ivr.flowfile.nodes import Node, Scalar
from ivr.flowfile.spelling import Spelling
from ivr.flowfile.texts import Reading

READERS = {
    "number": values.line_number,
    "flow": values.name_later,
    "tenant": values.name_later,
    "hours": values.name_later,
    "closed": values.name_later,
    "from": values.day,
    "until": values.day,
    "then": values.name_later,
    "title": words,
    "greeting": words,
}
REQUIRED = ("number", "flow")


@dataclass(frozen=True, slots=True)
class LineRead:
    """A line as it stands in the file; what it names is looked up once everything has been read."""

    name: str
    key: Scalar
    fields: dict[str, Any]

    def text(self, field: str) -> str | None:
        scalar = self.fields.get(field)
        return scalar.text if isinstance(scalar, Scalar) else None


def read_lines(node: Node, reading: Reading) -> tuple[list[LineRead], set[str]]:
    """The lines that could be read, and the names of all that stand there."""
    entry = entry_of(node, "lines")
    found, named = [], set()
    for name, key, value in named_entries(entry[1] if entry else None, "the lines", reading):
        named.add(name)
        fields = read_group(value, key.text, READERS, REQUIRED, reading, key.place)
        if fields is not None and complete(fields, REQUIRED):
            found.append(LineRead(name, key, fields))
    if entry and not named:
        reading.fault(entry[0].place, "empty", "there is no line", "write at least one, with number: and flow:")
    return found, named


def spelt(lines: Iterable[LineRead], known: Mapping[str, Spelling]) -> list[LineRead]:
    """The lines with the names they refer to (`known`: field -> names) as these are spelt where they are defined."""
    return [replace(line, fields=line.fields | _respelt(line, known)) for line in lines]


def _respelt(line: LineRead, known: Mapping[str, Spelling]) -> dict[str, Scalar]:
    named = {field: line.fields[field] for field in known if isinstance(line.fields.get(field), Scalar)}
    return {field: replace(scalar, text=known[field].of(scalar.text)) for field, scalar in named.items()}


def built(read: LineRead, council: Council) -> Line:
    """The engine's line."""
    number, flow = read.text("number"), read.text("flow")
    return Line(
        name=read.name,
        number=number or "",
        tenant=council.tenant,
        tenant_name=council.name,
        flow=flow or "",
        languages=council.languages,
        emergency_number=council.emergency_number,
        country=council.country,
        zone=council.zone,
        fallback_person=council.fallback_person,
        recording_notice=council.recording_notice,
        hours=read.text("hours"),
        closed=read.text("closed"),
        first_day=read.fields.get("from"),
        last_day=read.fields.get("until"),
        then=read.text("then"),
        title=read.fields.get("title") or {},
        greeting=read.fields.get("greeting") or {},
        transcripts=council.transcripts,
    )


def check_lines(
    lines: list[LineRead], known: Mapping[str, tuple[str, Collection[str]]], named: set[str], reading: Reading
) -> None:
    """Names across the files, numbers that stand twice, campaigns without an end. `known`: field -> (what, names)."""
    for line in lines:
        for field, (wanted, names) in known.items():
            look_up(line, field, wanted, names, reading)
        look_up(line, "then", "a line", named - {line.name}, reading)
        check_season(line, reading)
        if "closed" in line.fields and "hours" not in line.fields:
            what = f"{line.key.text} has a flow for closed hours, and no hours:"
            reading.fault(line.fields["closed"].place, "hours-missing", what, "write hours: with a name of hours.yaml")
    check_twice(lines, reading)
    check_circles({line.name: line for line in lines}, reading)


def look_up(line: LineRead, field: str, wanted: str, names: Collection[str], reading: Reading) -> None:
    scalar = line.fields.get(field)
    if isinstance(scalar, Scalar) and scalar.text not in names:
        what = f'"{scalar.text}" is not {wanted}'
        reading.fault(scalar.place, "unknown-name", what, did_you_mean(scalar.text, names))


def check_season(line: LineRead, reading: Reading) -> None:
    """A campaign that ends must say where its callers go then."""
    first: date | None = line.fields.get("from")
    last: date | None = line.fields.get("until")
    if first and last and last < first:
        what = f"{line.key.text} ends on {last}, before it begins on {first}"
        reading.fault(line.key.place, "season", what, "exchange from: and until:")
    if (first or last) and "then" not in line.fields:
        what = f"{line.key.text} has a season, and nobody answers out of it"
        reading.fault(line.key.place, "season", what, "write then: with the line that answers before and after")
    if "then" in line.fields and not (first or last):
        what = f"{line.key.text} leads to another line, and does not say when"
        reading.fault(line.fields["then"].place, "season", what, "write from: or until:, or delete then:")


def check_twice(lines: list[LineRead], reading: Reading) -> None:
    seen: dict[str, LineRead] = {}
    for line in lines:
        number = line.fields["number"]
        earlier = seen.setdefault(number.text, line)
        if earlier is not line:
            what = f"{number.text} is also the number of {earlier.key.text}, line {earlier.key.place.line}"
            reading.fault(number.place, "duplicate-number", what, "give each line its own number")


def check_circles(lines: Mapping[str, LineRead], reading: Reading) -> None:
    """Lines that lead to each other out of season would answer nobody."""
    for line in lines.values():
        seen, after = [line.name], line.text("then") or ""
        while after in lines and after not in seen:
            seen.append(after)
            after = lines[after].text("then") or ""
        if after == line.name:
            what = f"{line.key.text} leads back to itself: " + " -> ".join([*seen, after])
            reading.fault(line.key.place, "circle", what, "let one of them end at a line without then:")
