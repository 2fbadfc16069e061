"""What an agent does on the page of a call: details, drafts, who is calling, an emergency, a receipt, the wrap-up."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.models import Case
from afterhours.rules.identity import ENOUGH
from afterhours.services.casework.case_presence import be_here, leave
from afterhours.services.casework.check_identity import check_by_callback, check_identity
from afterhours.services.casework.drafts import MOST_SIGNS, drop_draft, keep_draft
from afterhours.services.casework.take_details import ADDED, FIELDS, Taken, take_details
from afterhours.services.emergencies.raise_emergency import raise_emergency
from afterhours.services.live import tell_live
from afterhours.services.queue.presence import wrap_up_done
from afterhours.services.texts.send_receipt import send_receipt, why_not
from ivr.errors import Refused
from ivr.phone import normalise
from webhooks.desk.access import Desk, desk_of
from webhooks.desk.calls import words
from webhooks.desk.calls.call_file import case_of_call, tell_others
from webhooks.desk.calls.call_page import Shown, country_of
from webhooks.desk.calls.call_sheet import questions_of
from webhooks.desk.calls.duty import rosters_of, service_of
from webhooks.desk.calls.form import WAS, Given, Typed, given_of, typed_in, typed_of
from webhooks.desk.calls.routes import CALLS, shown
from webhooks.desk.cases.restricting import sent_to_its_group
from webhooks.desk.names import Names
from webhooks.pages.parts import book_of, of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may
from webhooks.signin.visitor import visitor

LONGEST_ANSWER = 200


@CALLS.post("/<uuid:call_id>/details")
@may(Permission.WORK_CALLS)
def details(call_id: UUID) -> Response:
    """The form: saved, or with `then=wrap-up` saved and finished."""
    typed, wrap_up = typed_in(request.form), request.form.get("then") == "wrap-up"
    what, gone = None, False
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        case, names = case_of_call(desk, call_id), Names(book_of(of_app()))
        country = country_of(names, case.tenant)
        given = given_of(typed, names.book.requests, country, wrap_up=wrap_up)
        if not given.faults:
            what = saved(desk, case, typed, given, wrap_up=wrap_up)
            gone = not what and sent_to_its_group(desk, case.id, given.mine.get("service"))
    if given.faults:
        return shown(call_id, what=Shown(typed=typed, faults=given.faults, code=400))
    if what:
        return shown(call_id, what=what)
    if gone:
        return redirect(url_for("desk.home"), 303)
    flash(_("The call is finished, and everything is saved.") if wrap_up else _("Saved."))
    return redirect(url_for("desk.home") if wrap_up else url_for("calls.call", call_id=call_id), 303)


def saved(desk: Desk, case: Case, typed: Typed, given: Given, *, wrap_up: bool) -> Shown | None:
    """None when it was; else the page with what somebody else wrote into the same fields."""
    login = desk.visitor.login
    taken = take_details(
        desk.session, case.id, given.began, given.mine, login, desk.now, added=given.added, wrap_up=wrap_up
    )
    if taken.clashes:
        return clashing(desk, case, typed, given, taken)
    drop_draft(desk.session, case, login)
    if wrap_up:
        leave(desk.session, case, login)
        wrap_up_done(desk.session, desk.visitor.user_id, desk.now)
    desk.note(case.tenant, "call.details", f"case {case.number}", fields=sorted(taken.written), wrapped_up=wrap_up)
    tell_live(desk.session, case.tenant, "case", group=case.restricted, id=case.id)
    return None


def clashing(desk: Desk, case: Case, typed: Typed, given: Given, taken: Taken) -> Shown:
    """My words stay in the form, theirs stand beside them; what only they changed is taken over."""
    desk.session.refresh(case)
    now = typed_of(case, country_of(Names(book_of(of_app())), case.tenant)).fields
    mine = {name: given.mine[name] != given.began.get(name) for name in FIELDS}
    merged = replace(
        typed, fields={name: typed.fields[name] if mine[name] else now[name] for name in FIELDS}, began=now
    )
    return Shown(typed=merged, clashes={name: now[name] for name in taken.clashes}, code=409)


@CALLS.post("/<uuid:call_id>/draft")
@may(Permission.WORK_CALLS)
def draft(call_id: UUID) -> Response:
    """What stands in the form now, sent by the page every few seconds while somebody writes."""
    kept = [*FIELDS, *(f"{WAS}{name}" for name in FIELDS), *ADDED]
    fields = {name: request.form[name] for name in kept if name in request.form}
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        case = case_of_call(desk, call_id)
        if sum(len(value) for value in fields.values()) > MOST_SIGNS:
            return Response(status=413)
        keep_draft(desk.session, case, desk.visitor.login, fields, desk.real_now)
        be_here(desk.session, case, desk.visitor.login, desk.visitor.name, desk.real_now, writing=True)
        tell_others(desk, case)
    return Response(status=204)


@CALLS.post("/<uuid:call_id>/draft/discard")
@may(Permission.WORK_CALLS)
def discard(call_id: UUID) -> Response:
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        drop_draft(desk.session, case_of_call(desk, call_id), desk.visitor.login)
    flash(_("The draft is thrown away; the form shows what is saved."))
    return back(call_id)


@CALLS.post("/<uuid:call_id>/identity")
@may(Permission.WORK_CALLS)
def identity(call_id: UUID) -> Response:
    """The answers are compared and forgotten; they are in no page afterwards."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        case = case_of_call(desk, call_id)
        asked = answers_to(case)
        fault = identity_fault(desk, case, asked)
    if fault:
        return shown(call_id, what=Shown(faults={"identity": fault}, opened="identity", code=400))
    flash(_("It is enough: the name is shown now."))
    return back(call_id)


@CALLS.post("/<uuid:call_id>/identity/called-back")
@may(Permission.WORK_CALLS)
def called_back(call_id: UUID) -> Response:
    """They were reached at a number on record: that is written down as the check."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        case = case_of_call(desk, call_id)
        try:
            check_by_callback(desk.session, case, desk.visitor.login, desk.now)
        except Refused:
            abort(404)
        desk.note(case.tenant, "identity.checked", f"case {case.number}", method="called_back", passed=True)
    return back(call_id)


def answers_to(case: Case) -> Mapping[str, str]:
    """Question -> what was said, of those that were asked."""
    given = {name: request.form.get(f"answer-{name}", "").strip() for name in questions_of(case.tenant)}
    return {name: said[:LONGEST_ANSWER] for name, said in given.items() if said}


def identity_fault(desk: Desk, case: Case, asked: Mapping[str, str]) -> str:
    """Compares; the sentence why no name is told, or nothing."""
    fault: str = ""
    if len(asked) < ENOUGH:
        fault = _("Ask at least %(number)s questions, and write down what they say.", number=ENOUGH)
    elif (passed := compared(desk, case, asked)) is None:
        fault = _("It was tried as often as it may be in one call. Everything else goes on: reporting needs no name.")
    elif not passed:
        fault = _("It is not enough. Nothing is closed by that: take down what they report without a name.")
    return fault


def compared(desk: Desk, case: Case, asked: Mapping[str, str]) -> bool | None:
    """Whether it was enough; None when it has failed too often in this call."""
    questions, country = questions_of(case.tenant), country_of(Names(book_of(of_app())), case.tenant)
    given = {
        questions[name].compare: comparable(questions[name].compare, said, country) for name, said in asked.items()
    }
    try:
        checked = check_identity(desk.session, case, given, list(asked), desk.visitor.login, desk.now)
    except Refused:
        return None
    desk.note(case.tenant, "identity.checked", f"case {case.number}", questions=[*asked], passed=checked.passed)
    return checked.passed


def comparable(compare: str, said: str, country: str) -> str:
    """A number as the records have it; what is none agrees with nothing."""
    if compare != "number":
        return said
    try:
        return normalise(said, country)
    except Refused:
        return said


@CALLS.post("/<uuid:call_id>/emergency")
@may(Permission.WORK_CALLS)
def emergency(call_id: UUID) -> Response:
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        case = case_of_call(desk, call_id)
        number, fault = case.id, raised(desk, case)
        gone = not fault and sent_to_its_group(desk, number, request.form.get("emergency-service"))
    if fault:
        return shown(call_id, what=Shown(faults=fault, opened="emergency", code=400))
    flash(_("It is raised: the people on duty are being called. Stay with the caller."))
    return redirect(url_for("desk.home"), 303) if gone else back(call_id)


def raised(desk: Desk, case: Case) -> Mapping[str, str]:
    """Raises it; field -> sentence when it cannot be."""
    service, chosen = request.form.get("emergency-service", ""), request.form.get("roster", "")
    where = " ".join(request.form.get("where", "").split())
    site = of_app().site
    known = service_of(site, service)
    if known is None:
        return {"emergency-service": _("Say what has happened: choose one of the list.")}
    roster = chosen or known.request.emergency or ""
    if roster not in [name for name, _title in rosters_of(case.tenant)]:
        return {"roster": _("This kind of request has no roster of its own here: choose who is called.")}
    case.location = where[:LONGEST_ANSWER] or case.location
    try:
        raise_emergency(
            desk.session, case, known.request.name, roster, site.plan_of(roster), desk.visitor.login, desk.now
        )
    except Refused:
        return {"emergency-service": _("This case has an emergency of this kind already; it stands above.")}
    desk.note(case.tenant, "emergency.raised", f"case {case.number}", roster=roster)
    tell_live(desk.session, case.tenant, "emergency", group=case.restricted, id=case.id)
    return {}


@CALLS.post("/<uuid:call_id>/receipt")
@may(Permission.WORK_CALLS)
def receipt(call_id: UUID) -> Response:
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        case = case_of_call(desk, call_id)
        fault = words.why_no_receipt(why_not(desk.session, case, Names(book_of(of_app())).number_of(case.line)))
        new = not fault and send_receipt(desk.session, case, desk.visitor.login, desk.now)
        if new:
            desk.note(case.tenant, "receipt.sent", f"case {case.number}")
    if fault:
        return shown(call_id, what=Shown(faults={"receipt": fault}, opened="receipt", code=400))
    flash(_("The receipt leaves in a moment.") if new else _("This number has had its receipt."))
    return back(call_id)


def back(call_id: UUID) -> Response:
    return redirect(url_for("calls.call", call_id=call_id), 303)
