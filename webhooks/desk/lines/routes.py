"""The page of the lines, and the callbacks that are taken there."""

from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from afterhours.models import Callback, Case
from afterhours.services.queue.callbacks import NO_TELEPHONE, TALKING, cancel_callback, take_callback
from afterhours.services.queue.whose_line import line_of
from ivr.errors import NotFound, Refused
from ivr.flowfile.names import name
from webhooks.desk.access import Desk, desk_of
from webhooks.desk.lines.board import groups_seen, open_lines, seen
from webhooks.desk.lines.board_sheet import board_of
from webhooks.desk.names import Names
from webhooks.pages.parts import book_of, of_app
from webhooks.roles import Permission
from webhooks.signin.guard import by_itself, may, page_blueprint
from webhooks.signin.visitor import visitor

LINES = page_blueprint("lines", __name__, url_prefix="/desk/lines")


@LINES.get("")
@may(Permission.SEE_LINES)
def lines() -> Response:
    return drawn("desk/lines/lines.html")


@LINES.get("/live")
@may(Permission.SEE_LINES)
@by_itself
def live() -> Response:
    """The board alone, for the page that refreshes itself."""
    return drawn("desk/lines/board.html")


def drawn(template: str) -> Response:
    parts, names = of_app(), Names(book_of(of_app()))
    site, zone = parts.site, names.zone(visitor().tenants[0])
    with desk_of(parts, visitor(), request.remote_addr) as desk:
        board = board_of(open_lines(desk, site, zone), desk, site, names, zone)
    may_call = Permission.WORK_CALLS in visitor().permissions
    return make_response(render_template(template, board=board, may_call=may_call, several=len(visitor().tenants) > 1))


@LINES.post("/callbacks/<uuid:callback_id>/take")
@may(Permission.WORK_CALLS)
def take(callback_id: UUID) -> Response:
    """The agent's own telephone rings, then the resident's; meanwhile the page of the call is open."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        callback = found(desk, callback_id)
        try:
            made = take_callback(desk.session, callback.id, visitor(), desk.now)
        except Refused as refused:
            flash(refusal(refused), "warn")
            return redirect(url_for("lines.lines"), 303)
        desk.note(callback.tenant, "callback.taken", f"callback {callback.id}")
        call_id = made.call_id
    flash(_("Your telephone rings first, then theirs."))
    return redirect(url_for("calls.call", call_id=call_id) if call_id else url_for("lines.lines"), 303)


@LINES.post("/callbacks/<uuid:callback_id>/cancel")
@may(Permission.WORK_CALLS)
def cancel(callback_id: UUID) -> Response:
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        callback = found(desk, callback_id)
        try:
            cancel_callback(desk.session, callback.id, visitor().user_id, desk.now)
        except Refused as refused:
            flash(refusal(refused), "warn")
        else:
            desk.note(callback.tenant, "callback.cancelled", f"callback {callback.id}")
            flash(_("They are not called back any more; their case stays."))
    return redirect(url_for("lines.lines"), 303)


def found(desk: Desk, callback_id: UUID) -> Callback:
    """One that this visitor sees on their board. Raises NotFound for every other."""
    callback = desk.session.get(Callback, callback_id)
    groups = {name(each.name) for each in groups_seen(desk, of_app().site)}
    if callback is None or callback.tenant not in desk.visitor.tenants:
        raise NotFound("no such callback")
    case = desk.session.scalar(select(Case).where(Case.id == callback.case_id, seen(desk, Case.tenant)))
    if case is None or line_of(callback.group_name, case.restricted) not in groups:
        raise NotFound("no such callback")
    return callback


def refusal(refused: Refused) -> str:
    """Why it was refused, in the reader's language."""
    said: dict[str, str] = {
        NO_TELEPHONE: _("Say first where your telephone is: it is rung before theirs."),
        TALKING: _("You are on the telephone: end that call first."),
    }
    return said.get(str(refused)) or _("Somebody else is calling them back, or has done so.")
