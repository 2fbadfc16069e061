"""A paper as text: for a terminal, and for readers of letters who read no HTML. No line is cut: mail programs wrap."""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from afterhours.reports.paper import Entry, Paper, Section, Table
from afterhours.rules.case_numbers import written

Link = Callable[[str], str]
"""Case number -> address of its page."""


def plain(paper: Paper, link: Link | None = None) -> str:
    return "\n".join(lines_of(paper, link)).rstrip() + "\n"


def lines_of(paper: Paper, link: Link | None) -> Iterator[str]:
    yield f"{paper.council}: {paper.title}"
    yield paper.period
    yield ""
    yield paper.lead
    for section in paper.sections:
        yield from ("", section.heading.upper(), "")
        yield from section_lines(section, link)
    yield from ("", paper.made)


def section_lines(section: Section, link: Link | None) -> Iterator[str]:
    if section.table:
        yield from table_lines(section.table)
        yield ""
    for entry in section.entries:
        yield from entry_lines(entry, link)
        yield ""
    if section.note:
        yield section.note
    if section.empty and not section.entries and not section.table:
        yield section.empty


def entry_lines(entry: Entry, link: Link | None) -> Iterator[str]:
    mark = f"[{entry.mark.word}] " if entry.mark else ""
    yield f"* {mark}{entry.title}{f' · {entry.place}' if entry.place else ''}"
    case = written(entry.case) if entry.case else ""
    about = [case, entry.at.text if entry.at else "", *entry.facts]
    if any(about):
        yield "  " + " · ".join(each for each in about if each)
    if entry.case and link:
        yield f"  {link(entry.case)}"
    yield from (f"    {line.at.text}  {line.words}" for line in entry.story)
    yield from (f"    {line}".rstrip() for line in entry.body.strip().splitlines())


def table_lines(table: Table) -> Iterator[str]:
    """A cell of several lines is several rows."""
    told = [table.heads, *table.rows, *([table.total] if table.total else [])]
    rows = [row for each in told for row in zip_longest(*(cell.split("\n") for cell in each), fillvalue="")]
    widths = [max(len(row[at]) for row in rows) for at in range(len(table.heads))]
    yield from (row_line(row, widths, table.numbers) for row in rows)


def row_line(row: Sequence[str], widths: Sequence[int], numbers: bool) -> str:
    cells = [
        cell.rjust(width) if numbers and at else cell.ljust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()
