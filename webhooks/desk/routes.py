"""The desk: the list of cases, and one case."""

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.models import Case
from afterhours.rules import case_numbers
from ivr.errors import NotFound, Refused
from ivr.phone import normalise
from webhooks.desk.access import Desk, desk_of
from webhooks.desk.case_page import case_page
from webhooks.desk.choices import choices_of
from webhooks.desk.names import Names
from webhooks.desk.rows import row_of
from webhooks.desk.search import Filters, filters_of, list_cases
from webhooks.pages.parts import book_of, of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may, page_blueprint
from webhooks.signin.visitor import visitor

DESK = page_blueprint("desk", __name__, url_prefix="/desk")


@DESK.get("")
@may(Permission.READ_CASES)
def home() -> Response:
    return redirect(url_for("desk.cases"), 303)


@DESK.get("/cases")
@may(Permission.READ_CASES)
def cases() -> Response:
    return listed(filters_of(request.args), before=request.args.get("before"))


@DESK.post("/cases")
@may(Permission.READ_CASES)
def search() -> Response:
    """By a case's number: to the case. By a caller's: the list, by POST, for a number has no place in an address."""
    wanted = request.form.get("number", "").strip()
    if not wanted:
        return redirect(url_for("desk.cases"), 303)
    if number := case_number_of(wanted):
        return redirect(url_for("desk.case", number=number), 303)
    try:
        caller = caller_of(wanted)
    except Refused:
        words = _(
            "This is neither a case number (nine digits, such as 123-456-782) "
            "nor a telephone number with its area code."
        )
        return listed(Filters(), wanted=wanted, fault=words, code=400)
    return listed(Filters(caller=caller), wanted=wanted, before=request.form.get("before"))


@DESK.get("/cases/<number>")
@may(Permission.READ_CASES)
def case(number: str) -> Response:
    digits = case_number_of(number)
    if digits is None:
        raise NotFound("no such case")
    if digits != number:
        return redirect(url_for("desk.case", number=digits), 301)
    return case_page(digits)


def listed(
    filters: Filters, *, wanted: str = "", fault: str = "", before: str | None = None, code: int = 200
) -> Response:
    """The list as a page. `wanted` is what was searched, `fault` why it cannot be."""
    parts, names = of_app(), Names(book_of(of_app()))
    zone = names.zone(visitor().tenants[0]) if visitor().tenants else "UTC"
    with desk_of(parts, visitor(), request.remote_addr) as desk:
        listing = list_cases(desk, filters, zone, before)
        rows = [row_of(each, names, desk.now, zone) for each in listing.cases]
        if filters.caller:
            note_search(desk, listing.cases[0] if listing.cases else None)
    page = render_template(
        "desk/cases.html",
        rows=rows,
        listing=listing,
        filters=filters,
        choices=choices_of(names, visitor()),
        several=len(visitor().tenants) > 1,
        wanted=wanted,
        fault=fault,
        first=before is None,
    )
    return make_response(page, code)


def note_search(desk: Desk, found: Case | None) -> None:
    """That somebody searched by a number is written down; the number is not."""
    desk.note(desk.visitor.tenants[0], "cases.searched", f"case {found.number}" if found else None, by="caller")


def case_number_of(text: str) -> str | None:
    try:
        return case_numbers.parse(text)
    except Refused:
        return None


def caller_of(text: str) -> str:
    """E.164, in the first country of the visitor's councils where it can be a number. Raises Refused."""
    lines = book_of(of_app()).lines.values()
    countries = dict.fromkeys(line.country for tenant in visitor().tenants for line in lines if line.tenant == tenant)
    refusal = Refused("no telephone number")
    for country in countries or {"CA": None}:
        try:
            return normalise(text, country)
        except Refused as refused:
            refusal = refused
    raise refusal
