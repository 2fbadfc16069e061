"""A paper as the HTML of a letter: calm on a screen, dark where the reader is, clean on A4 and Letter paper.

One file without pictures, scripts or addresses of others: nothing is fetched, and it prints when everything is down.
"""

from collections.abc import Iterator

from markupsafe import Markup, escape

from afterhours.reports.notes import note_html
from afterhours.reports.paper import Entry, Figure, Paper, Section, Table
from afterhours.reports.plain import Link
from afterhours.rules.case_numbers import written

STYLE = Markup("""
:root { color-scheme: light dark; }
body { margin: 0; padding: 16px; background: #fff; color: #1a1d21;
  font: 16px/1.45 system-ui, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; }
.paper { max-width: 720px; margin: 0 auto; }
h1 { font-size: 26px; line-height: 1.2; margin: 0; }
h2 { font-size: 18px; margin: 28px 0 8px; padding-bottom: 4px; border-bottom: 2px solid #1a1d21; }
h3 { font-size: 16px; margin: 0; }
p { margin: 4px 0; }
a { color: #0d5a66; }
.quiet { color: #555b63; }
.lead { margin: 16px 0; padding: 12px 16px; border-left: 4px solid #0d5a66; background: #f0f4f4; font-weight: 600; }
.entry { padding: 12px 0; border-bottom: 1px solid #dcdcd6; break-inside: avoid; page-break-inside: avoid; }
.mark { font-weight: 600; white-space: nowrap; }
.help { color: #b3151b; }
.warn { color: #7a4d00; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 12px 6px 0; text-align: left; vertical-align: top; border-bottom: 1px solid #dcdcd6; }
th { font-weight: 500; color: #555b63; }
.n { text-align: right; }
.l:last-child { white-space: nowrap; }
tfoot td { font-weight: 600; border-bottom: 0; }
.glance td { border: 0; padding: 0 24px 0 0; }
.glance strong { display: block; font-size: 24px; line-height: 1.2; }
.story { margin: 6px 0 0; font-size: 15px; }
.story td { border: 0; padding: 1px 12px 1px 0; }
.story td:first-child { white-space: nowrap; color: #555b63; width: 1%; }
.note h1, .note h2, .note h3 { font-size: 16px; border: 0; margin: 8px 0 4px; padding: 0; }
@media (prefers-color-scheme: dark) {
  body { background: #121518; color: #e7e9eb; }
  .quiet, th, .story td:first-child { color: #a3acb6; }
  .lead { background: #1d2a2d; border-color: #7fc6d3; }
  h2 { border-color: #e7e9eb; }
  .entry, th, td { border-color: #30363d; }
  a { color: #7fc6d3; } .help { color: #ff7a76; } .warn { color: #eabf6e; }
}
@media print {
  body { padding: 0; background: #fff; color: #000; font-size: 11pt; }
  .quiet, th, .story td:first-child { color: #333; }
  .lead { background: none; border-color: #000; }
  h2 { border-color: #000; break-after: avoid; }
  .entry, th, td { border-color: #999; }
  a { color: #000; text-decoration: none; } .help, .warn { color: #000; }
  @page { margin: 16mm 14mm; }
}
""")


def html(paper: Paper, link: Link | None = None) -> str:
    """`link`: case number -> address of its page."""
    title = f"{paper.title} · {paper.council}"
    body = Markup("").join(pieces(paper, link))
    return Markup(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{}</title><style>{}</style></head>'
        '<body><main class="paper">{}</main></body></html>\n'
    ).format(paper.language, title, STYLE, body)


def pieces(paper: Paper, link: Link | None) -> Iterator[Markup]:
    yield Markup('<p class="quiet">{}</p><h1>{}</h1><p class="quiet">{}</p>').format(
        paper.council, paper.title, paper.period
    )
    yield Markup('<p class="lead">{}</p>').format(paper.lead)
    if paper.figures:
        cells = Markup("").join(map(figure, paper.figures))
        yield Markup('<table class="glance" role="presentation"><tr>{}</tr></table>').format(cells)
    for section in paper.sections:
        yield Markup("<h2>{}</h2>").format(section.heading)
        yield from section_pieces(section, link)
    yield Markup('<p class="quiet">{}</p>').format(paper.made)


def figure(each: Figure) -> Markup:
    return Markup('<td><strong class="{}">{}</strong><span class="quiet">{}</span></td>').format(
        each.tone, each.value, each.label
    )


def section_pieces(section: Section, link: Link | None) -> Iterator[Markup]:
    if section.table:
        yield table(section.table)
    for each in section.entries:
        yield Markup('<div class="entry">{}</div>').format(Markup("").join(entry_pieces(each, link)))
    if section.note:
        yield Markup("<p>{}</p>").format(section.note)
    if section.empty and not section.entries and not section.table:
        yield Markup('<p class="quiet">{}</p>').format(section.empty)


def entry_pieces(entry: Entry, link: Link | None) -> Iterator[Markup]:
    mark = Markup('<span class="mark {}">{}</span> · ').format(entry.mark.tone, entry.mark.word) if entry.mark else ""
    place = Markup(" · {}").format(entry.place) if entry.place else ""
    yield Markup("<h3>{}{}{}</h3>").format(mark, entry.title, place)
    about = [case_of(entry, link), escape(entry.at.text) if entry.at else "", *map(escape, entry.facts)]
    told = Markup(" · ").join(each for each in about if each)
    yield Markup("<p>{}</p>").format(told) if told else Markup("")
    if entry.story:
        rows = (Markup("<tr><td>{}</td><td>{}</td></tr>").format(line.at.text, line.words) for line in entry.story)
        yield Markup('<table class="story" role="presentation">{}</table>').format(Markup("").join(rows))
    if entry.body:
        yield Markup('<div class="note">{}</div>').format(note_html(entry.body))


def case_of(entry: Entry, link: Link | None) -> Markup | str:
    if not entry.case:
        return ""
    spaced = written(entry.case)
    return Markup('<a href="{}">{}</a>').format(link(entry.case), spaced) if link else escape(spaced)


def table(told: Table) -> Markup:
    name = NUMBER if told.numbers else WORDS
    head = row(HEAD, told.heads, name)
    body = Markup("").join(row(CELL, each, name) for each in told.rows)
    foot = Markup("<tfoot>{}</tfoot>").format(row(CELL, told.total, name)) if told.total else ""
    return Markup("<table><thead>{}</thead><tbody>{}</tbody>{}</table>").format(head, body, foot)


def lines(cell: str) -> Markup:
    return Markup("<br>").join(cell.split("\n"))


NUMBER, WORDS = Markup(' class="n"'), Markup(' class="l"')
HEAD, CELL = Markup("<th{}>{}</th>"), Markup("<td{}>{}</td>")


def row(kind: Markup, cells: tuple[str, ...], name: Markup) -> Markup:
    """`name`: the class of all cells but the first."""
    told = (kind.format(name if at else "", lines(cell)) for at, cell in enumerate(cells))
    return Markup("<tr>{}</tr>").format(Markup("").join(told))
