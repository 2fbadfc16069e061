"""What is sent from the page of a case: a move, a correction, a note, a link. Done, or the page again with why not."""

from collections.abc import Callable, Mapping
from typing import TypeAlias
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.models import Case
from afterhours.services.casework.correcting import FIELDS, correct_case, note_case
from afterhours.services.casework.linking import link_cases, unlink_cases
from afterhours.services.casework.moving import move_case
from afterhours.services.casework.restrict_case import open_case
from afterhours.services.casework.writing import ChangedMeanwhile
from ivr.errors import NotFound, Refused
from ivr.phone import normalise
from webhooks.desk.access import Desk, desk_of, signed
from webhooks.desk.cases.actions import may_correct, moves_of
from webhooks.desk.cases.page import case_page
from webhooks.desk.cases.restricting import sent_to_its_group
from webhooks.desk.routes import DESK, case_number_of
from webhooks.desk.texts import too_long
from webhooks.pages.parts import book_of, of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may
from webhooks.signin.visitor import visitor

TEN_DIGITS = 10
Deed: TypeAlias = Callable[[Desk, Case, Mapping[str, str], int], dict[str, str]]
"""Does it; field -> why it cannot be done, or nothing."""


@DESK.post("/cases/<number>/note")
@may(Permission.WRITE_CASES)
def note(number: str) -> Response:
    return done(number, noted)


@DESK.post("/cases/<number>/correct")
@may(Permission.WRITE_CASES)
def correct(number: str) -> Response:
    return done(number, corrected)


@DESK.post("/cases/<number>/move")
@may(Permission.WORK_CASES)
def move(number: str) -> Response:
    return done(number, moved)


@DESK.post("/cases/<number>/unrestrict")
@may(Permission.WORK_CASES)
def unrestrict(number: str) -> Response:
    """By one of the group, for nobody else sees it."""
    return done(number, opened_to_all)


@DESK.post("/cases/<number>/link")
@may(Permission.WORK_CASES)
def link(number: str) -> Response:
    return done(number, linked)


@DESK.post("/cases/<number>/unlink")
@may(Permission.WORK_CASES)
def unlink(number: str) -> Response:
    return done(number, unlinked)


def done(number: str, deed: Deed) -> Response:
    """One form: back to the case, or its page with what was typed and the sentence beside the field."""
    form = request.form.to_dict()
    try:
        with desk_of(of_app(), visitor(), request.remote_addr) as desk:
            found = desk.case_numbered(number)
            version = version_of(form, found)
            must(deed(desk, found, form, version))
            gone = deed is corrected and sent_to_its_group(desk, found.id, form.get("service"))
    except Faulty as fault:
        return case_page(number, typed=form, faults=fault.faults, code=400)
    except ChangedMeanwhile:
        said = _("Somebody else has changed this case meanwhile. It is shown as it is now; nothing of yours was saved.")
        return case_page(number, typed=form, faults={"page": said}, code=409)
    if gone:
        return redirect(url_for("desk.home"), 303)
    flash(_("It is written down."))
    return redirect(url_for("desk.case", number=number), 303)


def version_of(form: Mapping[str, str], case: Case) -> int:
    """The version that the form was made of; no case comes to one with ten digits."""
    typed = form.get("version", "")
    if not typed.isdecimal():
        return case.version
    return int(typed) if len(typed) < TEN_DIGITS else -1


def must(faults: Mapping[str, str]) -> None:
    """Raises Faulty, so that nothing of a form with mistakes is kept."""
    if faults:
        raise Faulty(faults)


class Faulty(Exception):
    """A form with mistakes: nothing of it is kept."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__()
        self.faults = faults


def noted(desk: Desk, case: Case, form: Mapping[str, str], _version: int) -> dict[str, str]:
    try:
        note_case(desk.session, case, form.get("note", ""), signed(desk))
    except Refused:
        return {"note": too_long(form, "note") or _("Write what there is to note.")}
    return {}


def corrected(desk: Desk, case: Case, form: Mapping[str, str], version: int) -> dict[str, str]:
    if not may_correct(desk, case):
        abort(403)
    given, faults = given_of(form, case)
    if faults:
        return faults
    try:
        correct_case(desk.session, case, given, signed(desk), version)
    except ChangedMeanwhile:
        raise
    except Refused:
        return {"priority": _("This cannot be set here. An emergency is raised, and ended, on its own page.")}
    return {}


def opened_to_all(desk: Desk, case: Case, form: Mapping[str, str], version: int) -> dict[str, str]:
    if case.restricted is None:
        return {}
    try:
        open_case(desk.session, case, form.get("open-reason", ""), signed(desk), version)
    except ChangedMeanwhile:
        raise
    except Refused:
        return {"open-reason": _("Say why everybody of the council may see it.")}
    return {}


def given_of(form: Mapping[str, str], case: Case) -> tuple[dict[str, str | None], dict[str, str]]:
    """What the form says of each field, and what is wrong with it."""
    given: dict[str, str | None] = {name: form[name] for name in FIELDS if name in form}
    faults: dict[str, str] = {}
    if given.get("service") and given["service"] not in book_of(of_app()).requests:
        faults["service"] = _("Choose a service from the list.")
    if given.get("priority") == "":
        del given["priority"]
    if given.get("contact_number"):
        try:
            given["contact_number"] = normalise(str(given["contact_number"]), country_of(case.tenant))
        except Refused:
            faults["contact_number"] = _("This is no telephone number. Write it with its area code.")
    return given, faults


def country_of(tenant: str) -> str:
    lines = book_of(of_app()).lines.values()
    return next((line.country for line in lines if line.tenant == tenant), "CA")


def moved(desk: Desk, case: Case, form: Mapping[str, str], version: int) -> dict[str, str]:
    chosen = form.get("to", "")
    if chosen and version != case.version:
        raise ChangedMeanwhile("the case has changed")
    if chosen not in [value for value, _words in moves_of(case)]:
        return {"to": _("Choose how it goes on.")}
    to, _slash, reason = chosen.partition("/")
    try:
        move_case(desk.session, case, to, reason, signed(desk), version)
    except ChangedMeanwhile:
        raise
    except Refused:
        return {"to": _("It is not over: an emergency or a complaint of this case still waits for its end.")}
    return {}


def linked(desk: Desk, case: Case, form: Mapping[str, str], version: int) -> dict[str, str]:
    digits = case_number_of(form.get("other", ""))
    if digits is None:
        return {"other": _("This is no case number: it has nine digits, such as 123-456-786.")}
    try:
        other = desk.case_numbered(digits)
        link_cases(desk.session, case, other, form.get("kind", ""), signed(desk), version)
    except NotFound:
        return {"other": _("There is no such case among those that you see.")}
    except ChangedMeanwhile:
        raise
    except Refused:
        return {"other": _("These two cannot be linked so: they are linked already, or it is the same case.")}
    return {}


def unlinked(desk: Desk, case: Case, form: Mapping[str, str], _version: int) -> dict[str, str]:
    try:
        unlink_cases(desk.session, case, UUID(form.get("link", "")), signed(desk))
    except (ValueError, NotFound):
        return {"page": _("There is no such link: somebody has taken it back already.")}
    return {}
