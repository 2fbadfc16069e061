"""Looking (GET) changes nothing, so that no scanner of links takes an emergency; every change is a POST of the page."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from afterhours.models import AuditEntry, Case
from afterhours.services.emergencies.change_emergency import accept, call_second, done, hand_on, until_morning
from ivr.errors import NotFound
from webhooks.accept import proof
from webhooks.accept.guard import link, link_only
from webhooks.accept.slip import Slip, found, slip_of
from webhooks.pages.languages import other_languages
from webhooks.pages.parts import Parts, of_app

LONGEST_REASON = 500
ACCEPT = link_only(Blueprint("accept", __name__, url_prefix="/accept"))
Change = Callable[[Session, UUID, str, str, datetime], None]


def finish(session: Session, emergency: UUID, who: str, reason: str, now: datetime) -> None:
    done(session, emergency, who, now, reason)


def need_a_second(session: Session, emergency: UUID, who: str, _: str, now: datetime) -> None:
    call_second(session, emergency, who, now)


CHANGES: Mapping[str, Change] = {
    "done": finish,
    "second": need_a_second,
    "hand-on": hand_on,
    "morning": until_morning,
}
"""What whoever has it may say about it; the word is the last one of the address."""
NEED_A_REASON = ("hand-on",)


@ACCEPT.get("/<token>")
def look(token: str) -> Response:
    return page(token)


@ACCEPT.post("/<token>")
def take(token: str) -> Response:
    """The first one wins; whoever comes later reads who has it. A restricted one asks for the PIN first."""
    parts = of_app()
    with parts.database.transaction() as session:
        emergency = found(session, link())
        restricted = session.get_one(Case, emergency.case_id).restricted is not None
        if (
            emergency.state == "open"
            and not restricted
            and accept(session, emergency.id, link().handle, "link", parts.clock.now()).won
        ):
            note(session, parts, "emergency.accepted", how="link")
    return show(token) if restricted else back(token)


@ACCEPT.post("/<token>/show")
def show(token: str) -> Response:
    """With the right PIN it is taken, if nobody has it, and shown to whom it belongs."""
    parts = of_app()
    with parts.database.transaction() as session:
        emergency = found(session, link())
        proven = proof.right(session, parts)
        open_still = proven and emergency.state == "open"
        if open_still and accept(session, emergency.id, link().handle, "link", parts.clock.now()).won:
            note(session, parts, "emergency.accepted", how="link")
    if not proven:
        return page(token, fault=("show", _("That is not your PIN. After five wrong ones, wait 15 minutes.")))
    answer = back(token)
    proof.keep(answer, parts, token)
    return answer


@ACCEPT.post("/<token>/<change>")
def say(token: str, change: str) -> Response:
    """Done, not alone, handed on, or until morning: by whoever has it, and by nobody else."""
    if change not in CHANGES:
        raise NotFound("no such change")
    reason = " ".join(request.form.get("reason", "").split())[:LONGEST_REASON]
    if change in NEED_A_REASON and not reason:
        return page(token, fault=(change, _("Say why, in a few words: whoever comes next will read it.")))
    parts = of_app()
    with parts.database.transaction() as session:
        emergency = found(session, link(), lock=True)
        slip = slip_of(session, parts.site, emergency, link(), parts.clock.now(), proven=proven(token))
        if slip.state == "yours" and not slip.veiled:
            CHANGES[change](session, emergency.id, link().handle, reason, parts.clock.now())
            note(session, parts, f"emergency.{change.replace('-', '_')}", how="link")
    return back(token)


def page(token: str, fault: tuple[str, str] = ("", "")) -> Response:
    """The emergency as it is now; 400 with `fault` (which form, what is wrong) beside its field."""
    parts = of_app()
    with parts.database.transaction() as session:
        emergency, seen = found(session, link()), proven(token)
        slip: Slip = slip_of(session, parts.site, emergency, link(), parts.clock.now(), proven=seen)
        note(session, parts, "emergency.seen", how="link")
    languages = other_languages(url_for("accept.look", token=token))
    shown = render_template("accept/slip.html", slip=slip, token=token, fault=dict([fault]), languages=languages)
    return make_response(shown, 400 if fault[0] else 200)


def proven(token: str) -> bool:
    return proof.is_proven(request, of_app(), token)


def back(token: str) -> Response:
    return redirect(url_for("accept.look", token=token), 303)


def note(session: Session, parts: Parts, action: str, **detail: str) -> None:
    """Into the audit; the link's address stands nowhere."""
    emergency = found(session, link())
    session.add(
        AuditEntry(
            tenant=emergency.tenant,
            at=parts.real_clock.now(),
            actor=link().handle,
            action=action,
            object=f"case {session.get_one(Case, emergency.case_id).number}",
            detail=detail,
            address=request.remote_addr,
        )
    )
