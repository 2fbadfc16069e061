"""The pages of complaints: the list with its due times, and one that is led from receipt to closing."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.models import Case, Complaint
from afterhours.services.casework import complaints as led
from afterhours.services.casework.writing import ChangedMeanwhile
from ivr.errors import NotFound, Refused
from webhooks.desk.access import Desk, desk_of, signed
from webhooks.desk.cases.actions import may_correct
from webhooks.desk.cases.deeds import Faulty, done, must
from webhooks.desk.cases.file import events_of
from webhooks.desk.complaints import words
from webhooks.desk.complaints.page import found, listed, sheet_of
from webhooks.desk.names import Names
from webhooks.desk.routes import DESK, case_number_of
from webhooks.desk.telling.history import history_of
from webhooks.desk.telling.story import Teller
from webhooks.desk.texts import too_long
from webhooks.pages.parts import book_of, of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may
from webhooks.signin.visitor import visitor

Deed: TypeAlias = Callable[[Desk, Case, Complaint, Mapping[str, str]], dict[str, str]]


@DESK.get("/complaints")
@may(Permission.LEAD_COMPLAINTS)
def complaints() -> Response:
    everything = request.args.get("show") == "all"
    before = case_number_of(request.args.get("before", ""))
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        listing = listed(desk, of_app().site, Names(book_of(of_app())), before, everything=everything)
        desk.note(visitor().tenants[0], "complaints.listed", None, found=len(listing.sheets))
        page = render_template("desk/complaints.html", listing=listing, everything=everything, first=before is None)
    return make_response(page)


@DESK.get("/complaints/<number>")
@may(Permission.LEAD_COMPLAINTS)
def complaint(number: str) -> Response:
    digits = case_number_of(number)
    if digits is None:
        raise NotFound("no such complaint")
    return shown(digits)


@DESK.post("/cases/<number>/complaint")
@may(Permission.WRITE_CASES)
def make_complaint(number: str) -> Response:
    """What somebody is not content with becomes a complaint; its times run from when they called."""
    return done(number, made)


@DESK.post("/complaints/<number>/<any('receipt', 'transfer', 'escalate', 'respond', 'close'):deed>")
@may(Permission.LEAD_COMPLAINTS)
def lead_complaint(number: str, deed: str) -> Response:
    form = request.form.to_dict()
    try:
        with desk_of(of_app(), visitor(), request.remote_addr) as desk:
            case, theirs = found(desk, number)
            unchanged(theirs, form)
            must(DEEDS[deed](desk, case, theirs, form))
    except Faulty as fault:
        return shown(number, typed=form, faults=fault.faults, code=400)
    except ChangedMeanwhile:
        said = _("Somebody else has changed this complaint meanwhile. It is shown as it is now; nothing was saved.")
        return shown(number, typed=form, faults={"page": said}, code=409)
    flash(_("It is written down."))
    return redirect(url_for("desk.complaint", number=number), 303)


def unchanged(theirs: Complaint, form: Mapping[str, str]) -> None:
    """Raises ChangedMeanwhile when the form was made before somebody else's change."""
    if form.get("version") != str(theirs.version):
        raise ChangedMeanwhile("The form is older than the complaint.")


def shown(
    number: str, *, typed: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None, code: int = 200
) -> Response:
    names = Names(book_of(of_app()))
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        case, theirs = found(desk, number)
        events = [each for each in events_of(desk, case) if each.what.startswith("complaint.")]
        page = render_template(
            "desk/complaint.html",
            sheet=sheet_of(case, theirs, of_app().site, names, desk.now),
            history=history_of(case, (), events, (), (), Teller(names, {}, None), desk.now),
            receipts=words.receipts(),
            transfers=words.transfers(),
            outcomes=words.outcomes(),
            typed=typed or {},
            faults=faults or {},
        )
        desk.note(case.tenant, "complaint.seen", f"case {case.number}")
    return make_response(page, code)


def made(desk: Desk, case: Case, _form: Mapping[str, str], version: int) -> dict[str, str]:
    if not may_correct(desk, case):
        return {"page": _("Only whoever took the call makes a complaint of it, or the office.")}
    try:
        led.open_complaint(desk.session, of_app().site, case, signed(desk), version)
    except ChangedMeanwhile:
        raise
    except Refused:
        return {"page": _("This case is a complaint already.")}
    return {}


def receipt_given(desk: Desk, case: Case, theirs: Complaint, form: Mapping[str, str]) -> dict[str, str]:
    how, email = form.get("how", ""), form.get("email", "").strip()
    try:
        led.give_receipt(desk.session, of_app().site, case, theirs, how, signed(desk), email=email)
    except ChangedMeanwhile:
        raise
    except Refused:
        if how == "email":
            return {"email": _("This is no e-mail address. Write it like mary@example.org.")}
        if how == "text":
            return {"how": _("No text can reach this caller. Choose another way.")}
        return {"how": _("Choose how the receipt goes out.")}
    return {}


def transfer_noted(desk: Desk, case: Case, theirs: Complaint, form: Mapping[str, str]) -> dict[str, str]:
    try:
        led.note_transfer(desk.session, case, theirs, form.get("how", ""), form.get("note", ""), signed(desk))
    except ChangedMeanwhile:
        raise
    except Refused:
        missing = "note" if form.get("how") else "how"
        return {missing: _("Say whether the caller was put through, and to whom, or why that was not possible.")}
    return {}


def passed_up(desk: Desk, case: Case, theirs: Complaint, form: Mapping[str, str]) -> dict[str, str]:
    link = f"{of_app().settings.public_url}/desk/complaints/{case.number}"
    try:
        led.escalate(desk.session, of_app().site, case, theirs, form.get("reason", ""), signed(desk), link)
    except ChangedMeanwhile:
        raise
    except Refused:
        return {"reason": _("Say why: whoever it goes to reads it.")}
    return {}


def answered(desk: Desk, case: Case, theirs: Complaint, form: Mapping[str, str]) -> dict[str, str]:
    outcome, remedy, lessons = (form.get(name, "") for name in ("outcome", "remedy", "lessons"))
    if faults := {name: fault for name in ("remedy", "lessons") if (fault := too_long(form, name))}:
        return faults
    try:
        led.respond(desk.session, case, theirs, outcome, remedy, lessons, signed(desk))
    except ChangedMeanwhile:
        raise
    except Refused:
        return {"outcome": _("Choose what came of it.")}
    return {}


def closed(desk: Desk, case: Case, theirs: Complaint, _form: Mapping[str, str]) -> dict[str, str]:
    try:
        led.close_complaint(desk.session, case, theirs, signed(desk))
    except ChangedMeanwhile:
        raise
    except Refused:
        return {"page": _("It cannot be closed yet: it has no answer, or an emergency of its case still waits.")}
    return {}


DEEDS: Mapping[str, Deed] = {
    "receipt": receipt_given,
    "transfer": transfer_noted,
    "escalate": passed_up,
    "respond": answered,
    "close": closed,
}
"""The name of a form -> what it does."""
