"""The desk: the list of cases, and one case."""

from dataclasses import replace
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from afterhours.rules import case_numbers
from ivr.errors import NotFound, Refused
from webhooks.desk.access import Desk, desk_of
from webhooks.desk.cases.page import case_page
from webhooks.desk.cases.rows import row_of
from webhooks.desk.finding.choices import choices_of
from webhooks.desk.finding.places import places_of
from webhooks.desk.finding.search import Before, Filters, before_of, filters_of, list_cases
from webhooks.desk.finding.sought import Sought, read
from webhooks.desk.names import Names
from webhooks.pages.navigation import first_place
from webhooks.pages.parts import book_of, of_app
from webhooks.roles import Permission
from webhooks.signin.guard import by_itself, may, page_blueprint, signed_in
from webhooks.signin.visitor import visitor

DESK = page_blueprint("desk", __name__, url_prefix="/desk")
LONGEST = 200


@DESK.get("")
@signed_in
def home() -> Response:
    """To the first page of this visitor's work; a role without pages is told so."""
    first = first_place(visitor().permissions)
    return redirect(first, 303) if first else make_response(render_template("desk/nothing.html"))


@DESK.get("/cases")
@may(Permission.READ_CASES)
def cases() -> Response:
    return listed(filters_of(request.args), before=before_of(request.args))


@DESK.post("/cases")
@may(Permission.READ_CASES)
def search() -> Response:
    """To a case by its whole number; else the list, by POST, for what people type has no place in an address."""
    typed = " ".join(request.form.get("number", "").split())[:LONGEST]
    filters = filters_of({} if "clear" in request.form else request.form)
    if not typed:
        kept: dict[str, Any] = filters.as_arguments()
        return redirect(url_for("desk.cases", **kept), 303)
    book = book_of(of_app())
    lines = [line for line in book.lines.values() if line.tenant in visitor().tenants]
    sought = read(typed, lines, book.requests)
    if sought.number:
        return redirect(url_for("desk.case", number=sought.number), 303)
    if sought.fault:
        return listed(filters, wanted=typed, fault=sought.fault, code=400)
    return listed(replace(filters, sought=sought), wanted=typed, before=before_of(request.form))


@DESK.get("/cases/<number>")
@may(Permission.READ_CASES)
def case(number: str) -> Response:
    digits = case_number_of(number)
    if digits is None:
        raise NotFound("no such case")
    if digits != number:
        return redirect(url_for("desk.case", number=digits), 301)
    return case_page(digits)


@DESK.get("/cases/<number>/still")
@may(Permission.READ_CASES)
@by_itself
def case_still(number: str) -> Response:
    """Whether it may be seen still, for a page of it that is open. Raises NotFound, and then the page is gone."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        desk.case_numbered(number)
    return make_response("")


def listed(
    filters: Filters, *, wanted: str = "", fault: str = "", before: Before | None = None, code: int = 200
) -> Response:
    """The list as a page. `wanted` is what was searched, `fault` why it cannot be."""
    parts, names = of_app(), Names(book_of(of_app()))
    zone = names.zone(visitor().tenants[0]) if visitor().tenants else "UTC"
    with desk_of(parts, visitor(), request.remote_addr) as desk:
        listing = list_cases(desk, filters, zone, before)
        rows = [row_of(each, names, desk.now, zone) for each in listing.cases]
        matches = places_of(desk, listing.cases, filters.sought, names) if filters.sought.typed else {}
        if filters.sought.typed:
            note_search(desk, filters.sought, len(rows))
    page = render_template(
        "desk/cases.html",
        rows=rows,
        matches=matches,
        listing=listing,
        filters=filters,
        choices=choices_of(names, visitor()),
        several=len(visitor().tenants) > 1,
        may_enter=Permission.ENTER_CALLS in visitor().permissions,
        wanted=wanted,
        fault=fault,
        first=before is None,
    )
    return make_response(page, code)


def note_search(desk: Desk, sought: Sought, found: int) -> None:
    """That somebody searched, and how, is written down; what for is not."""
    desk.note(desk.visitor.tenants[0], "cases.searched", None, by=sought.how, found=found)


def case_number_of(text: str) -> str | None:
    try:
        return case_numbers.parse(text)
    except Refused:
        return None
