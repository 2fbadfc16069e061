"""What an agent does with others from the page of a call: a colleague, an interpreter, a call back.

A caller is never moved without being told: the services say it to them, and the page says that they do.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.models import Case
from afterhours.rules.entered_time import instant_of
from afterhours.services.queue.acceptors import put_through
from afterhours.services.queue.callbacks import Promise, promise_callback, take_callback
from afterhours.services.queue.transfers import (
    cancel_transfer,
    connect,
    connect_third,
    hang_up,
    leave,
    transfer,
)
from ivr.errors import Refused
from ivr.phone import normalise
from webhooks.desk.access import Desk, desk_of
from webhooks.desk.calls.call_file import case_of_call
from webhooks.desk.calls.call_page import Shown, country_of
from webhooks.desk.calls.routes import CALLS, shown
from webhooks.desk.calls.talk import callback_of, talk_of
from webhooks.desk.names import Names
from webhooks.pages.parts import book_of, of_app
from webhooks.roles import Permission
from webhooks.signin.guard import may
from webhooks.signin.visitor import visitor


@CALLS.post("/<uuid:call_id>/talk/<any('transfer', 'acceptor', 'connect', 'cancel', 'leave', 'third', 'hang-up'):deed>")
@may(Permission.WORK_CALLS)
def talk(call_id: UUID, deed: str) -> Response:
    """One step of the talk; the sentence why not stands beside the form."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        case = case_of_call(desk, call_id)
        fault = "" if talk_of(desk, case).mine else gone()
        if not fault:
            fault = refused(lambda: DEEDS[deed](desk, request.form), deed)
        if not fault:
            desk.note(case.tenant, f"talk.{deed}", f"case {case.number}", to=request.form.get("to", ""))
    opened = "third" if deed in ("third", "hang-up") else "transfer"
    if fault:
        return shown(call_id, what=Shown(faults={opened: fault}, opened=opened, code=409))
    flash(done(deed))
    return redirect(url_for("calls.call", call_id=call_id), 303)


DEEDS: Mapping[str, Callable[[Desk, Mapping[str, str]], object]] = {
    "transfer": lambda desk, form: transfer(
        desk.session, of_app().site, desk.visitor.user_id, form.get("to", ""), desk.now
    ),
    "acceptor": lambda desk, form: put_through(
        desk.session, desk.visitor.user_id, UUID(form.get("emergency", "") or "0" * 32), desk.now
    ),
    "connect": lambda desk, _form: connect(desk.session, desk.visitor.user_id, desk.now),
    "cancel": lambda desk, _form: cancel_transfer(desk.session, desk.visitor.user_id, desk.now),
    "leave": lambda desk, _form: leave(desk.session, desk.visitor.user_id, desk.now),
    "third": lambda desk, form: connect_third(
        desk.session, of_app().site, desk.visitor.user_id, form.get("to", ""), desk.now
    ),
    "hang-up": lambda desk, form: hang_up(
        desk.session, desk.visitor.user_id, UUID(form.get("leg", "") or "0" * 32), desk.now
    ),
}
"""The name of a form -> what it does. Raises Refused."""


def refused(deed: Callable[[], object], name: str) -> str:
    """Does it; the sentence why it cannot be done, or nothing."""
    try:
        deed()
    except (Refused, ValueError):
        return why_not(name)
    return ""


def gone() -> str:
    words: str = _("You are not in a talk with this caller any more.")
    return words


def why_not(deed: str) -> str:
    said: dict[str, str] = {
        "transfer": _("Nobody there is free now, or somebody is being asked already. The caller is still with you."),
        "acceptor": _("They cannot be asked now, or somebody is being asked already. The caller is still with you."),
        "connect": _("Your colleague is not on the line yet."),
        "cancel": _("Nobody is being asked any more."),
        "leave": _("Connect the caller with your colleague first: nobody else is on the line for them."),
        "third": _("Choose whom to bring in."),
        "hang-up": _("They are not in this talk any more."),
    }
    return said[deed]


def done(deed: str) -> str:
    said: dict[str, str] = {
        "transfer": _("Your colleague is being called. The caller has been told, and waits."),
        "acceptor": _("Whoever has the emergency is being called. The caller has been told, and waits."),
        "connect": _("The caller comes back, to both of you."),
        "cancel": _("Your colleague is let go, and the caller comes back to you."),
        "leave": _("Your colleague has the caller now."),
        "third": _("They are being called, and join your talk."),
        "hang-up": _("They have left the talk."),
    }
    return said[deed]


@CALLS.post("/<uuid:call_id>/callback")
@may(Permission.WORK_CALLS)
def promise(call_id: UUID) -> Response:
    """The caller is to be called back: at once when somebody is free, or from a time on."""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        faults = promised(desk, case_of_call(desk, call_id))
    if faults:
        return shown(call_id, what=Shown(faults=faults, opened="callback", code=400))
    flash(_("It is promised: they are called back, and it stands on everybody's list."))
    return redirect(url_for("calls.call", call_id=call_id), 303)


def promised(desk: Desk, case: Case) -> Mapping[str, str]:
    """Promises it; field -> sentence when it cannot be."""
    names, form = Names(book_of(of_app())), request.form
    faults: dict[str, str] = {}
    number, due = form.get("callback-number", "").strip(), form.get("callback-at", "").strip()
    group = form.get("callback-group", "")
    try:
        number = normalise(number, country_of(names, case.tenant))
    except Refused:
        faults["callback-number"] = _("This is no telephone number: write it with its area code.")
    at = time_of(due, names.zone(case.tenant), desk.now)
    if at is None:
        faults["callback-at"] = _("Write a day and a time that is to come, or nothing for as soon as possible.")
    if group not in [name for name, _title in talk_of(desk, case).callers]:
        faults["callback-group"] = _("Choose who calls them back.")
    if callback_of(desk, case) is not None:
        faults["callback-group"] = _("Somebody has promised it already.")
    if faults or at is None:
        return faults
    promise_callback(desk.session, Promise(case, case.line, group, number, at, language=case.language), desk.now)
    case.callback_wanted, case.version = True, case.version + 1
    desk.note(case.tenant, "callback.promised", f"case {case.number}", group=group)
    return {}


def time_of(typed: str, zone: str, now: datetime) -> datetime | None:
    """The instant that was typed, now for nothing; None for what is no time to come."""
    if not typed:
        return now
    try:
        at = instant_of(typed.replace("T", " "), zone, "first").astimezone(UTC)
    except Refused:
        return None
    return at if at > now else None


@CALLS.post("/<uuid:call_id>/callback/take")
@may(Permission.WORK_CALLS)
def take(call_id: UUID) -> Response:
    """Call them back now: the agent's own telephone rings first."""
    fault: str = ""
    with desk_of(of_app(), visitor(), request.remote_addr) as desk:
        case = case_of_call(desk, call_id)
        callback = callback_of(desk, case) or abort(404)
        try:
            take_callback(desk.session, callback.id, desk.visitor, desk.now)
        except Refused:
            fault = _("That is not possible now: say at your desk where your telephone is, and be free.")
        else:
            desk.note(case.tenant, "callback.taken", f"case {case.number}")
    if fault:
        return shown(call_id, what=Shown(faults={"take": fault}, opened="callback", code=409))
    flash(_("Your telephone rings, and then theirs."))
    return redirect(url_for("calls.call", call_id=call_id), 303)
