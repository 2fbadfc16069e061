"""The authenticator app: set up by QR code and a code of it, removed, and the recovery codes that come with it."""

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from afterhours.services.guesses import SECOND_FACTOR, Trial, note_guess, seconds_to_wait
from webhooks.account.own import (
    Own,
    back_to_list,
    changing,
    forget_codes_of_nothing,
    keeps_one,
    kept,
    needed_words,
)
from webhooks.account.routes import ACCOUNT
from webhooks.pages.surroundings import municipality
from webhooks.signin import cookie
from webhooks.signin.answers import wait_words
from webhooks.signin.guard import before_all_else, signed_in
from webhooks.signin.recovery import new_codes
from webhooks.signin.sessions import end_other_sessions
from webhooks.signin.totp import begin_totp, confirm_totp, qr_code, remove_totp, setup_address


@ACCOUNT.get("/app")
@signed_in
@before_all_else
def set_up_app() -> Response:
    """The QR code, the secret for typing, and the field for the first code."""
    with changing() as mine:
        return redirect(url_for("account.page"), 303) if mine.factors.app else setup_page(mine)


def setup_page(mine: Own, fault: str = "", code: int = 200) -> Response:
    secret = begin_totp(mine.session, mine.user, mine.parts.settings.secret_keys, mine.now)
    address = setup_address(secret, mine.user.login, f"311 {municipality()}".strip())
    drawn = render_template(
        "account/app.html",
        qr=Markup(qr_code(address)),  # noqa: S704 - drawn by us, of black and white squares
        secret=in_groups(secret),
        faults={"code": fault},
    )
    return make_response(drawn, code)


def in_groups(secret: str) -> str:
    """Four letters at a time, as somebody types them."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@ACCOUNT.post("/app")
@signed_in
@before_all_else
def confirm_app() -> Response:
    """From here on the app counts: the session is a new one, everywhere else they are signed out."""
    with changing() as mine:
        trial = Trial(SECOND_FACTOR, mine.user.login, mine.held.address, mine.user.tenant, familiar=True)
        if wait := seconds_to_wait(mine.session, trial, mine.now):
            return setup_page(mine, wait_words(wait), 429)
        code, keys = request.form.get("code", "")[:32], mine.parts.settings.secret_keys
        passed = confirm_totp(mine.session, mine.user, code, keys, mine.now)
        note_guess(mine.session, trial, mine.now, passed=passed)
        if not passed:
            return setup_page(mine, wrong_words(), 400)
        mine.note("second_factor.added", by="app")
        return first_of_its_kind(mine)


def wrong_words() -> str:
    said: str = _(
        "This is not the code of this moment. Check that your telephone's clock is right, then enter the next code."
    )
    return said


def first_of_its_kind(mine: Own) -> Response:
    """After a factor was added: a new session id, no other sessions, and the recovery codes if there are none yet."""
    end_other_sessions(mine.session, mine.user.id, mine.held.id, mine.now)
    token = mine.renew(second=True)
    if mine.factors.codes:
        return kept(token, back_to_list(_("Your second factor is set up.")).location or "")
    return codes_page(mine, token)


def codes_page(mine: Own, token: str | None = None) -> Response:
    """Ten new codes, shown in this answer and never again."""
    codes = new_codes(mine.session, mine.user, mine.now)
    response = make_response(render_template("account/codes.html", codes=codes, first=token is not None))
    mine.note("second_factor.codes_made")
    if token:
        cookie.give(response, token, https=request.is_secure)
    return response


@ACCOUNT.post("/codes")
@signed_in
def make_codes() -> Response:
    """Other recovery codes; those before are void."""
    with changing() as mine:
        if not mine.factors:
            return back_to_list(_("Recovery codes come with a second factor. Set one up first."), "warn")
        return codes_page(mine)


@ACCOUNT.post("/app/remove")
@signed_in
def remove_app() -> Response:
    with changing() as mine:
        if not keeps_one(mine, app=1):
            return back_to_list(needed_words(), "warn")
        remove_totp(mine.session, mine.user.id)
        forget_codes_of_nothing(mine)
        mine.note("second_factor.removed", by="app")
        return back_to_list(_("The authenticator app is removed. Remove 311 from the app on your telephone too."))
