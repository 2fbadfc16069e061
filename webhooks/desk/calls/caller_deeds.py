"""What an agent says of the caller on the page of a call: they need time, or are abusive. As on the case's page."""

from uuid import UUID

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webhooks.desk.access import desk_of
from webhooks.desk.callers import flagged, marked
from webhooks.desk.calls.call_file import case_of_call
from webhooks.desk.calls.call_page import Shown
from webhooks.desk.calls.deeds import back
from webhooks.desk.calls.routes import CALLS, shown
from webhooks.pages.parts import of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may
from webhooks.signin.visitor import visitor


@CALLS.post("/<uuid:call_id>/flag-caller")
@may(Permission.WORK_CALLS)
def flag(call_id: UUID) -> Response:
    """Somebody else decides; the sentence why it cannot be stands beside the field, and what was typed stays there."""
    why = request.form.get("why", "")
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        fault = flagged(desk, case_of_call(desk, call_id), why)
    if fault:
        return shown(call_id, what=Shown(faults={"why": fault}, opened="caller", flagged=why, code=400))
    flash(_("The caller is flagged. A supervisor decides; until then nothing changes."))
    return back(call_id)


@CALLS.post("/<uuid:call_id>/relay")
@may(Permission.WORK_CALLS)
def relay(call_id: UUID) -> Response:
    """An operator speaks for the caller; or it was a mistake."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        marked(desk, case_of_call(desk, call_id), relay=request.form.get("relay") == "yes")
    flash(_("It is written down."))
    return back(call_id)
