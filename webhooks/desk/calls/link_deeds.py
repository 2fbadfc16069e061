"""A caller who rings again about the same: the call keeps its own case, which is linked to the other."""

from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.models import Case
from afterhours.rules.case_numbers import written
from afterhours.rules.lifecycle import FINISHED
from afterhours.services.casework.linking import link_cases
from afterhours.services.casework.take_details import details_of, take_details
from ivr.errors import Refused
from webhooks.desk.access import Desk, desk_of, signed
from webhooks.desk.calls.call_file import case_of_call
from webhooks.desk.calls.routes import CALLS
from webhooks.pages.parts import of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may
from webhooks.signin.visitor import visitor


@CALLS.post("/<uuid:call_id>/about/<number>")
@may(Permission.WORK_CASES)
def about(call_id: UUID, number: str) -> Response:
    """The call is about another case of this number: asked how it stands, or it was not over."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        case = case_of_call(desk, call_id)
        other = desk.case_numbered(number)
        if other.caller_e164 != case.caller_e164 or other.id == case.id:
            abort(404)
        said = linked(desk, case, other)
    flash(said)
    return redirect(url_for("calls.call", call_id=call_id), 303)


def linked(desk: Desk, case: Case, other: Case) -> str:
    """Links them, and takes the call for one that could have been spared, unless somebody has said otherwise."""
    kind = "repeat_of" if other.status in FINISHED else "progress_chase_of"
    by = signed(desk)
    said: str = _("It is linked with case %(number)s.", number=written(other.number))
    try:
        link_cases(desk.session, case, other, kind, by, case.version)
    except Refused:
        said = _("The two are linked already.")
    if case.avoidable is None and kind == "progress_chase_of":
        began = details_of(case)
        take_details(desk.session, case.id, began, {**began, "avoidable": "progress"}, by.by, by.now)
    return said
