"""The page of figures, and the same as a file: for chosen councils and days, in counts of five and more."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.reports.council_figures import Span, counted
from afterhours.rules.figures import Counts, Figure, figures, grouped
from webhooks.desk.access import Desk, desk_of
from webhooks.desk.finding.search import day_of
from webhooks.desk.names import Names
from webhooks.desk.words import disposition
from webhooks.figures import words
from webhooks.pages.parts import of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may, page_blueprint
from webhooks.signin.visitor import visitor

FIGURES = page_blueprint("figures", __name__, url_prefix="/desk/figures")
USUAL, LONGEST = 28, 92
"""Days: what is shown first, and at most."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: "" for all of the visitor's councils; the first and the last day. `fault`: what cannot be."""

    council: str
    first: date
    last: date
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One look at the figures."""

    asked: Asked
    figures: list[Figure]
    dispositions: list[Figure]
    avoidable: list[Figure]


@FIGURES.get("")
@may(Permission.SEE_FIGURES)
def page() -> Response:
    """`council`, `first`, `last`."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        names = Names(of_app().book)
        sheet = looked_up(desk, names)
    values = {"sheet": sheet, "definitions": words.definitions(), "words": words, "ending": disposition}
    councils = [(each, names.council(each)) for each in visitor().tenants]
    code = 400 if sheet.asked.fault else 200
    return make_response(render_template("figures/figures.html", councils=councils, **values), code)


@FIGURES.get("/file.csv")
@may(Permission.SEE_FIGURES)
def file() -> Response:
    """The same figures, one a row; that it was taken is in the audit."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        sheet = looked_up(desk, Names(of_app().book))
        asked = sheet.asked
        span = {"first": asked.first.isoformat(), "last": asked.last.isoformat()}
        desk.note(asked.council or visitor().tenants[0], "figures.exported", asked.council or "all councils", **span)
    answer = make_response(as_csv(sheet))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="figures-{asked.first}-{asked.last}.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def looked_up(desk: Desk, names: Names) -> Sheet:
    zone = names.zone(desk.visitor.tenants[0])
    asked = asked_for(request.args, desk, zone)
    tenants = [asked.council] if asked.council else list(desk.visitor.tenants)
    counts = counted(desk.session, of_app().site, span_of(asked, tenants, zone, desk.now))
    return sheet_of(asked, counts)


def sheet_of(asked: Asked, counts: Counts) -> Sheet:
    return Sheet(asked, figures(counts), list(grouped(counts.dispositions)), list(grouped(counts.avoidable)))


def asked_for(typed: Mapping[str, str], desk: Desk, zone: str) -> Asked:
    """The last four weeks without a word; what cannot be is told, and the usual days are shown."""
    today = desk.now.astimezone(ZoneInfo(zone)).date()
    council = typed.get("council", "") if typed.get("council") in desk.visitor.tenants else ""
    usual = Asked(council, today - timedelta(days=USUAL - 1), today)
    if not typed.get("first") and not typed.get("last"):
        return usual
    first, last = day_of(typed.get("first")), day_of(typed.get("last"))
    if first is None or last is None or last < first:
        return Asked(council, usual.first, usual.last, _("Choose a first day, and a last day that is not before it."))
    if (last - first).days >= LONGEST:
        return Asked(council, usual.first, usual.last, _("Choose at most %(days)s days.", days=LONGEST))
    return Asked(council, first, last)


def span_of(asked: Asked, tenants: list[str], zone: str, now: datetime) -> Span:
    """From midnight to midnight, where the first council is."""
    where = ZoneInfo(zone)
    since = datetime.combine(asked.first, time.min, where)
    return Span(tenants, since, datetime.combine(asked.last + timedelta(days=1), time.min, where), now)


def as_csv(sheet: Sheet) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["figure", "value", "unit", "of", "meaning"])
    told = words.definitions()
    for each in sheet.figures:
        writer.writerow([each.name, words.plain_of(each), each.unit, of_words(each), told[each.name][1]])
    for kind, several in (("disposition", sheet.dispositions), ("avoidable", sheet.avoidable)):
        for each in several:
            called = disposition(each.name) if kind == "disposition" else words.reason(each.name)
            writer.writerow([f"{kind}: {each.name}", words.plain_of(each), each.unit, "", called])
    return out.getvalue()


def of_words(each: Figure) -> Any:
    return "" if each.of is None or each.hidden else each.of
