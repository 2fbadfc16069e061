"""The pages of signing in and out."""

from flask import flash, g, make_response, redirect, render_template, request, url_for
from flask import session as browser_session
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from afterhours.models import User
from webhooks.pages.parts import of_app
from webhooks.signin import cookie
from webhooks.signin.demonstration import demonstration_user
from webhooks.signin.entering import Browser, Entered, admitted, enter, leave
from webhooks.signin.guard import anyone, page_blueprint, signed_in
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
        entered = enter(session, login, password[:1024], browser(), parts.real_clock.now())
    return welcome(entered.token, then) if entered.token else refused(entered, login, then)


@SIGNIN.post("/sign-in/demonstration")
@anyone
def enter_demonstration() -> Response:
    """One click, in the simulated world only; otherwise there is nothing here."""
    parts = of_app()
    with parts.database.transaction() as session:
        user = demonstration_user(session, parts, parts.real_clock.now())
        token = admitted(session, user, browser(), parts.real_clock.now(), key="")
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


def browser() -> Browser:
    return Browser(request.remote_addr, request.user_agent.string, cookie.token_of(request))


def welcome(token: str, then: str) -> Response:
    """On to the page, with a new session and a new form token."""
    browser_session.clear()
    response = make_response(redirect(then, 303))
    cookie.give(response, token, https=request.is_secure)
    return response


def refused(entered: Entered, login: str, then: str) -> Response:
    if not entered.wait:
        words = _("This login and password do not go together. Check both; capital letters count in the password.")
        return form(then, login=login, faults={"password": words}, code=401)
    words = ngettext(
        "Too many attempts. Wait %(num)s second, then try again.",
        "Too many attempts. Wait %(num)s seconds, then try again.",
        entered.wait,
    )
    response = form(then, login=login, faults={"password": words}, code=429)
    response.headers["Retry-After"] = str(entered.wait)
    return response


def missing_words(login: str, password: str) -> dict[str, str]:
    faults = {}
    if not login.strip():
        faults["login"] = _("Enter your login; it is often your e-mail address.")
    if not password:
        faults["password"] = _("Enter your password.")
    return faults


def form(then: str, *, login: str = "", faults: dict[str, str] | None = None, code: int = 200) -> Response:
    return make_response(render_template("signin/sign_in.html", then=then, login=login, faults=faults or {}), code)
