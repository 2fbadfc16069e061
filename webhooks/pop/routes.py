"""Looking (GET) spends nothing, so that a scanner of links burns none; the button's POST opens the call, for one agent.

Whatever is wrong with a link or a code, whoever is signed in gets the same page after the same statements.
"""

import re

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.services.screenpop.link import unwrapped
from afterhours.services.screenpop.open_pop import Asker, Opened, look, must_wait, open_code, open_link
from webhooks.pages.parts import Parts, of_app
from webhooks.roles import Permission
from webhooks.signin.cookie import token_of
from webhooks.signin.guard import may, page_blueprint, signed_in
from webhooks.signin.sessions import hash_of as session_hash
from webhooks.signin.visitor import visitor

POP = page_blueprint("pop", __name__, url_prefix="/pop")
NO_DIGIT = re.compile(r"\D")


@POP.get("")
@may(Permission.TAKE_CALLS)
def code() -> Response:
    """Where the six digits are typed that were spoken after the key."""
    return code_page()


@POP.post("")
@may(Permission.TAKE_CALLS)
def enter_code() -> Response:
    digits = NO_DIGIT.sub("", request.form.get("code", ""))
    if len(digits) != 6:
        return code_page(_("Type all six digits."), 400)
    parts, now = of_app(), of_app().real_clock.now()
    with parts.database.transaction() as session:
        if must_wait(session, asker(), now, by="code"):
            return code_page(_("Too many wrong codes. Wait a quarter of an hour, or ask for the link."), 429)
        opened = open_code(session, digits, asker(), parts.settings.secret_keys, now)
    if opened is None:
        words = _("This code opens no call. It is good for ten minutes after the key, in the company that was called.")
        return code_page(words, 404)
    return to_call(opened)


@POP.get("/<path:written>")
@signed_in
def question(written: str) -> Response:
    """A neutral page with one button."""
    parts, now = of_app(), of_app().real_clock.now()
    with parts.database.transaction() as session:
        if must_wait(session, asker(), now, by="link"):
            return nothing_here(429)
        opens = look(session, token_in(parts, written), asker(), now)
    return make_response(render_template("pop/question.html")) if opens else nothing_here()


@POP.post("/<path:written>")
@signed_in
def spend(written: str) -> Response:
    parts, now = of_app(), of_app().real_clock.now()
    with parts.database.transaction() as session:
        if must_wait(session, asker(), now, by="link"):
            return nothing_here(429)
        opened = open_link(session, token_in(parts, written), asker(), now)
    return to_call(opened) if opened else nothing_here()


def token_in(parts: Parts, written: str) -> bytes:
    return unwrapped(parts.settings.secret_keys, written)


def asker() -> Asker:
    """Whoever asks, as far as a grant needs them."""
    who = visitor()
    return Asker(
        user_id=who.user_id,
        login=who.login,
        organisation=who.organisation,
        tenants=who.tenants,
        groups=who.groups,
        session=session_hash(token_of(request) or ""),
        address=request.remote_addr,
        may=Permission.TAKE_CALLS in who.permissions,
    )


def to_call(opened: Opened) -> Response:
    """To the page of the call; of a callback that no call came before, to its case."""
    if opened.call_id:
        return redirect(f"/desk/calls/{opened.call_id}", 303)
    return redirect(url_for("desk.case", number=opened.case_number), 303)


def code_page(fault: str = "", status: int = 200) -> Response:
    return make_response(render_template("pop/code.html", fault=fault), status)


def nothing_here(status: int = 404) -> Response:
    """One page for every link that opens nothing."""
    return make_response(render_template("pop/nothing.html", status=status), status)
