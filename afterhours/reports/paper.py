"""A report in words: what a letter, a terminal and the desk's page draw, each in its own way.

Everything is told in one language already. A `Mark` is a word, a shape and a tone, never a colour alone.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime


@dataclass(frozen=True, slots=True)
class Stamp:
    """An instant as it is read: `text` in the council's zone, `iso` for machines, `full` with day, zone and UTC."""

    text: str
    iso: str
    full: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A state: its word, a shape and a tone of the desk's look (help, live, done, warn, or none)."""

    word: str
    shape: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a story. `who` moved: person, program, caller, fault or help."""

    at: Stamp
    words: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to know or do. `case`: nine digits, for a link, `emergency`: to its emergency, too; `caller`: a number
    that only the desk shows.

    `facts`: short, the most needed first. `body`: Markdown of the council's own note.
    """

    title: str
    place: str = ""
    mark: Mark | None = None
    case: str = ""
    emergency: bool = False
    caller: str = ""
    at: Stamp | None = None
    facts: tuple[str, ...] = ()
    story: tuple[Line, ...] = ()
    body: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`heads` names the columns; the first column is words, the others are right-aligned numbers when `numbers`."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    numbers: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """`name` for links and tests; `empty`: what is said where there is nothing. `urgent`: somebody waits for help."""

    name: str
    heading: str
    entries: tuple[Entry, ...] = ()
    table: Table | None = None
    note: str = ""
    empty: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at the first glance."""

    label: str
    value: str
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """`lead` says in one sentence what must be done; `made`: when it was put together."""

    title: str
    council: str
    period: str
    lead: str
    calm: bool
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...]
    made: str
    language: str


def stamp(at: datetime, zone: str, language: str, pattern: str = "EEE d MMM HH:mm") -> Stamp:
    """`at` aware; `zone` an IANA name; `pattern` as CLDR writes them."""
    local = at.astimezone(ZoneInfo(zone))
    utc = at.astimezone(UTC)
    full = f"{written(local, 'EEEE d MMMM yyyy HH:mm:ss', language)} {zone} · {utc:%H:%M:%S} UTC"
    return Stamp(written(local, pattern, language), utc.isoformat(), full)


def written(local: datetime, pattern: str, language: str) -> str:
    return format_datetime(local, pattern, tzinfo=local.tzinfo, locale=language)
