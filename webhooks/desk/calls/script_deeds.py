"""An agent answers a question of the script: with htmx only the script comes back, without it the whole page."""

from uuid import UUID

from flask import flash, request
from werkzeug.wrappers import Response

from afterhours.models import Case
from afterhours.services.casework.answer_script import answer_script
from afterhours.services.live import tell_live
from ivr.errors import Refused
from webhooks.desk.access import Desk, desk_of
from webhooks.desk.calls import words
from webhooks.desk.calls.call_file import case_of_call
from webhooks.desk.calls.call_page import Shown, country_of
from webhooks.desk.calls.deeds import back
from webhooks.desk.calls.routes import CALLS, shown
from webhooks.desk.calls.script_sheet import script_for
from webhooks.desk.names import Names
from webhooks.pages.parts import book_of, of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may
from webhooks.signin.visitor import visitor

PIECE = "desk/calls/script.html"


@CALLS.post("/<uuid:call_id>/script")
@may(Permission.WORK_CALLS)
def script(call_id: UUID) -> Response:
    name, given = request.form.get("step", ""), request.form.get("answer", "")
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        fault = fault_of(desk, case_of_call(desk, call_id), name, given)
    if "HX-Request" in request.headers:
        return shown(call_id, PIECE, Shown(faults={name: fault} if fault else {}, seen=False))
    if fault:
        flash(fault, "warn")
    return back(call_id)


def fault_of(desk: Desk, case: Case, name: str, given: str) -> str:
    """Keeps the answer; the sentence why it cannot be kept, or nothing."""
    found = script_for(case)
    step = found.steps.get(name) if found else None
    if found is None or step is None:
        return words.script_fault(None)
    by, country = (desk.visitor.login, desk.now), country_of(Names(book_of(of_app())), case.tenant)
    try:
        answer_script(desk.session, case, found, name, given, by, country)
    except Refused:
        return words.script_fault(step.kind if given.strip() else "text")
    desk.note(case.tenant, "script.answered", f"case {case.number}", question=name)
    tell_live(desk.session, case.tenant, "case", group=case.restricted, id=case.id)
    return ""
