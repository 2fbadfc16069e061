"""The page of one call, and the pieces of it that keep themselves fresh."""

from uuid import UUID

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from webhooks.desk.access import desk_of
from webhooks.desk.calls.call_file import case_of_call, tell_others
from webhooks.desk.calls.call_page import Shown, page_of
from webhooks.desk.calls.pieces import PIECES
from webhooks.desk.names import Names
from webhooks.pages.parts import book_of, of_app
from webhooks.roles import Permission
from webhooks.signin.guard import by_itself, may, page_blueprint
from webhooks.signin.visitor import visitor

CALLS = page_blueprint("calls", __name__, url_prefix="/desk/calls")


@CALLS.get("/<uuid:call_id>")
@may(Permission.WORK_CALLS)
def call(call_id: UUID) -> Response:
    return shown(call_id, arriving=True)


@CALLS.get("/<uuid:call_id>/<any(emergency, talk, story, here, history, script, standing, say, ways_of_talk):piece>")
@may(Permission.WORK_CALLS)
@by_itself
def piece(call_id: UUID, piece: str) -> Response:
    """One piece alone, for the page that refreshes itself."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        page = PIECES[piece](desk, case_of_call(desk, call_id), Names(book_of(of_app())))
    template = f"desk/calls/{piece}.html"
    return make_response(render_template(template, page=page, call_id=call_id, what=Shown(seen=False)))


def shown(
    call_id: UUID, template: str = "desk/calls/call.html", what: Shown | None = None, *, arriving: bool = False
) -> Response:
    """The page, or a piece of it. `what`: a form that came back, with its faults. `arriving`: others learn of it."""
    what = what or Shown()
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        page = page_of(desk, call_id, what)
        if arriving:
            tell_others(desk, page.case)
    return make_response(render_template(template, page=page, call_id=call_id, what=what), what.code)
