"""The pages of signing in and out."""

from urllib.parse import urlsplit

from flask import flash, g, make_response, redirect, render_template, request, url_for
from flask import session as browser_session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from afterhours.models import User
from ivr.settings import Settings
from webhooks.pages.parts import Parts, of_app
from webhooks.signin import cookie
from webhooks.signin.answers import answered_challenge, asked_key, browser, party, to_second_step, wait_words, welcome
from webhooks.signin.demonstration import demonstration_user, people_shown, person_shown
from webhooks.signin.entering import FAILED, Entered, admitted, enter, leave, note
from webhooks.signin.guard import anyone, page_blueprint, signed_in
from webhooks.signin.keys import ask_to_sign, key_that_signed
from webhooks.signin.memberships import may_come
from webhooks.signin.own_path import own_path
from webhooks.signin.visitor import visitor

SIGNIN = page_blueprint("signin", __name__)


@SIGNIN.get("/")
@anyone
def start() -> Response:
    return redirect(url_for("desk.home") if g.visitor else url_for("signin.sign_in"), 303)


@SIGNIN.get("/sign-in")
@anyone
def sign_in() -> Response:
    if g.visitor:
        return redirect(own_path(request.args.get("next")), 303)
    return form(own_path(request.args.get("next")))


@SIGNIN.post("/sign-in")
@anyone
def enter_by_password() -> Response:
    """303 to where they wanted to go; 401 with the form for a wrong pair, 429 when they have to wait."""
    login, password = request.form.get("login", ""), request.form.get("password", "")
    then = own_path(request.form.get("next"))
    missing = missing_words(login, password)
    if missing:
        return form(then, login=login, faults=missing, code=400)
    parts = of_app()
    with parts.database.transaction() as session:
        entered = enter(session, login, password[:1024], browser(), parts.real_clock.now(), then)
    if entered.step:
        return to_second_step(entered.step)
    return welcome(entered.token, then) if entered.token else refused(entered, login, then)


@SIGNIN.post("/sign-in/key/options")
@anyone
def ask_key() -> Response:
    """What the browser is to ask its keys for: any of them that knows whose it is."""
    parts = of_app()
    with parts.database.transaction() as session:
        challenge, options = ask_to_sign(session, party(parts), None, parts.real_clock.now())
    return asked_key(challenge, options)


@SIGNIN.post("/sign-in/key")
@anyone
def enter_by_key() -> Response:
    """A key alone: it has asked for a PIN, finger or face, which makes two factors."""
    parts, challenge, now = of_app(), answered_challenge(), of_app().real_clock.now()
    then = own_path(request.form.get("next"))
    with parts.database.transaction() as session:
        key = key_that_signed(session, party(parts), None, challenge, request.form.get("answer", ""), now)
        user = session.get_one(User, key.user_id) if key else None
        if user is None or not may_come(session, user, now):
            note(session, user, FAILED, browser(), now, by="key")
            token = ""
        else:
            token = admitted(session, user, browser(), now, method="key", second=True)
    return welcome(token, then) if token else form(then, faults={"key": key_words()}, code=401)


@SIGNIN.post("/sign-in/demonstration")
@anyone
def enter_demonstration() -> Response:
    """One click, in the simulated world only; otherwise there is nothing here. `as`: somebody of the demonstration."""
    parts = of_app()
    with parts.database.transaction() as session:
        login, now = request.form.get("as", ""), parts.real_clock.now()
        user = person_shown(session, parts, login, now) if login else demonstration_user(session, parts, now)
        token = admitted(session, user, browser(), parts.real_clock.now(), method="demonstration")
    return welcome(token, own_path(request.form.get("next")))


@SIGNIN.post("/sign-out")
@signed_in
def sign_out() -> Response:
    parts = of_app()
    with parts.database.transaction() as session:
        user = session.get_one(User, visitor().user_id)
        leave(session, user, browser(), parts.real_clock.now())
    browser_session.clear()
    flash(_("You are signed out."))
    response = make_response(redirect(url_for("signin.sign_in"), 303))
    cookie.take_back(response, https=request.is_secure)
    return response


def refused(entered: Entered, login: str, then: str) -> Response:
    if entered.machine:
        words = _("This login is another program's. Programs have no pages here, and cannot sign in.")
        return form(then, login=login, faults={"password": words}, code=401)
    if not entered.wait:
        words = _("This login and password do not go together. Check both; capital letters count in the password.")
        return form(then, login=login, faults={"password": words}, code=401)
    response = form(then, login=login, faults={"password": wait_words(entered.wait)}, code=429)
    response.headers["Retry-After"] = str(entered.wait)
    return response


def key_words() -> str:
    said: str = _("This key opens nothing here, or it took too long. Try again, or sign in with your password.")
    return said


def missing_words(login: str, password: str) -> dict[str, str]:
    faults = {}
    if not login.strip():
        faults["login"] = _("Enter your login; it is often your e-mail address.")
    if not password:
        faults["password"] = _("Enter your password.")
    return faults


def form(then: str, *, login: str = "", faults: dict[str, str] | None = None, code: int = 200) -> Response:
    parts, settings = of_app(), of_app().settings
    drawn = render_template(
        "signin/sign_in.html",
        then=then,
        login=login,
        faults=faults or {},
        provider=provider_name(settings),
        people=shown_people(parts),
        origin=party(parts).origin,
    )
    return make_response(drawn, code)


def shown_people(parts: Parts) -> list[dict[str, str]]:
    """Whom a visitor of the simulated world may be at one click."""
    if not parts.settings.simulated:
        return []
    with parts.database.transaction() as session:
        found = people_shown(session, parts, parts.real_clock.now())
    return [{"login": user.login, "name": user.name, "role": held.role} for user, held in found]


def provider_name(settings: Settings) -> str:
    """What the button to the identity provider says; empty where there is none."""
    return (settings.oidc_name or urlsplit(settings.oidc_issuer).hostname or "") if settings.oidc_issuer else ""
