"""The second step of signing in: a code of the app, a key, or a recovery code when both are lost."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask import session as browser_session
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from ivr.errors import Refused
from webhooks.pages.parts import of_app
from webhooks.signin.answers import (
    STEP,
    answered_challenge,
    asked_key,
    browser,
    judge,
    party,
    wait_words,
    welcome,
)
from webhooks.signin.entering import admitted
from webhooks.signin.guard import anyone, page_blueprint
from webhooks.signin.keys import ask_to_sign
from webhooks.signin.policy import factors_of
from webhooks.signin.proof import APP, KEY, RECOVERY, Proof, Tried, try_proof
from webhooks.signin.steps import Step, end_step, step_at

SECOND = page_blueprint("second", __name__, url_prefix="/sign-in/second")


@SECOND.get("")
@anyone
def ask() -> Response:
    """What is asked for; `?by=recovery` when app and keys are lost."""
    with of_app().database.transaction() as session:
        step = current(session)
        return page(session, step) if step else begin_again()


@SECOND.post("")
@anyone
def enter_code() -> Response:
    """303 to where they wanted to go; 401 with the form for a wrong code, 429 when they have to wait."""
    return shown(Proof(APP, request.form.get("code", "")[:32]))


@SECOND.post("/recovery")
@anyone
def enter_recovery() -> Response:
    return shown(Proof(RECOVERY, request.form.get("recovery", "")[:64]))


@SECOND.post("/key/options")
@anyone
def ask_key() -> Response:
    """What the browser is to ask the user's keys for; 401 when nobody is halfway in."""
    parts = of_app()
    with parts.database.transaction() as session:
        step = current(session)
        if step is None:
            return Response(status=401)
        challenge, options = ask_to_sign(session, party(parts), step.user, parts.real_clock.now())
    return asked_key(challenge, options)


@SECOND.post("/key")
@anyone
def enter_key() -> Response:
    return shown(Proof(KEY, request.form.get("answer", ""), answered_challenge()))


def current(session: Session) -> Step | None:
    """Who is halfway in, in this browser."""
    return step_at(session, browser_session.get(STEP), of_app().real_clock.now())


def shown(proof: Proof) -> Response:
    """In, when the proof is right."""
    parts, now = of_app(), of_app().real_clock.now()
    with parts.database.transaction() as session:
        step = current(session)
        if step is None:
            return begin_again()
        try:
            tried = try_proof(session, step.user, proof, judge(parts), browser(), now)
        except Refused:
            return page(session, step, proof.kind, unreadable_words(), 401)
        if not tried.passed:
            return wrong(session, step, proof, tried)
        end_step(session, browser_session[STEP])
        token = admitted(session, step.user, browser(), now, method=step.method, second=True)
    return welcome(token, step.leads_to)


def wrong(session: Session, step: Step, proof: Proof, tried: Tried) -> Response:
    if not tried.wait:
        return page(session, step, proof.kind, wrong_words(proof.kind), 401)
    response = page(session, step, proof.kind, wait_words(tried.wait), 429)
    response.headers["Retry-After"] = str(tried.wait)
    return response


def wrong_words(kind: str) -> str:
    words: dict[str, str] = {
        APP: _("This code is wrong, too old, or was used before. Wait for the next one in your app, then enter that."),
        RECOVERY: _("This is none of your recovery codes, or it was used before. Each works once."),
        KEY: _("This key was not accepted, or it took too long. Try again."),
    }
    return words[kind]


def unreadable_words() -> str:
    said: str = _(
        "Your app's secret can no longer be read here. Use a key or a recovery code, and tell the administrator."
    )
    return said


def begin_again() -> Response:
    browser_session.pop(STEP, None)
    flash(_("That took too long. Please sign in again."), "warn")
    return redirect(url_for("signin.sign_in"), 303)


def page(session: Session, step: Step, kind: str = "", fault: str = "", code: int = 200) -> Response:
    """The form for what they have; recovery codes are offered on a page of their own."""
    has = factors_of(session, step.user.id)
    recovery = kind == RECOVERY or (not kind and request.args.get("by") == RECOVERY)
    drawn = render_template(
        "signin/second.html",
        has=has,
        recovery=recovery,
        faults={kind: fault} if fault else {},
        origin=party(of_app()).origin,
    )
    return make_response(drawn, code)
