"""A call that was taken while the line was down is entered by hand: one page, one form, exactly one case."""

from collections.abc import Mapping

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from afterhours.services.calls.case_numbers import CaseNumbers
from afterhours.services.casework.entering import enter_call
from ivr.engine.model import Line
from ivr.store.base import new_key
from ivr.store.turn_path import database_calls
from webhooks.desk.access import desk_of, signed
from webhooks.desk.cases.enter_form import Form
from webhooks.desk.names import Names
from webhooks.desk.routes import DESK
from webhooks.pages.parts import book_of, of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may
from webhooks.signin.visitor import visitor

NUMBERS = CaseNumbers()
"""Of this process, as the turns have theirs."""


@DESK.get("/cases/enter")
@may(Permission.ENTER_CALLS)
def enter() -> Response:
    return drawn(Form({"key": str(new_key())}))


@DESK.post("/cases/enter")
@may(Permission.ENTER_CALLS)
def enter_it() -> Response:
    """The desk's role makes no calls: what the visitor may enter is checked here, and written as a call's turns are."""
    parts, form = of_app(), Form(request.form.to_dict())
    with desk_of(parts, visitor(), request.remote_addr) as desk:
        by = signed(desk)
    entered = form.read(own_lines(), Names(book_of(parts)), by.now)
    if entered is None:
        return drawn(form, 400)
    with database_calls(parts.database) as work, work.transaction():
        number = enter_call(work, parts.site, entered, NUMBERS, by)
    return redirect(url_for("desk.case", number=number), 303)


def own_lines() -> Mapping[str, Line]:
    """The lines of the visitor's councils."""
    return {name: line for name, line in book_of(of_app()).lines.items() if line.tenant in visitor().tenants}


def drawn(form: Form, code: int = 200) -> Response:
    names = Names(book_of(of_app()))
    several = len(visitor().tenants) > 1
    lines = [
        (name, f"{names.line(name)} · {line.tenant_name}" if several else names.line(name))
        for name, line in own_lines().items()
    ]
    services = sorted(
        ((name, names.service(name)) for name in names.book.requests), key=lambda each: each[1].casefold()
    )
    page = render_template(
        "desk/enter.html",
        typed=form.typed,
        faults=form.faults,
        lines=lines,
        services=sorted(services, key=lambda each: each[1].casefold()),
        zones=sorted({line.zone for line in own_lines().values()}),
    )
    return make_response(page, code)
