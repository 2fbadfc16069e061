"""The page "My sign-in", the password, and where else somebody is signed in."""

from flask import Blueprint, abort, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from afterhours.services.guesses import SIGN_IN, Trial, note_guess, seconds_to_wait
from afterhours.services.people.hashes import hashed, matches
from ivr.errors import Refused
from webhooks.account.own import Own, back_to_list, kept, own
from webhooks.account.page import drawn
from webhooks.signin.answers import wait_words
from webhooks.signin.guard import before_all_else, page_blueprint, signed_in
from webhooks.signin.passwords import LEAST, MOST, refuse_weak
from webhooks.signin.sessions import end_other_sessions
from webhooks.signin.steps import end_steps

ACCOUNT: Blueprint = page_blueprint("account", __name__, url_prefix="/account")


@ACCOUNT.get("")
@signed_in
@before_all_else
def page() -> str:
    with own() as mine:
        return show(mine)


def show(mine: Own, **more: object) -> str:
    return render_template("account/account.html", me=drawn(mine), **{"faults": {}, **more})


@ACCOUNT.post("/password")
@signed_in
def change_password() -> Response:
    """Another password, for whoever knows the present one; everywhere else they are signed out."""
    old, new, again = (request.form.get(name, "")[:1024] for name in ("old", "new", "again"))
    with own() as mine:
        if mine.shared:
            abort(403)
        faults = faults_of(mine, old, new, again)
        if faults:
            return make_response(show(mine, faults=faults), 400)
        mine.user.password_hash = hashed(new)
        end_steps(mine.session, mine.user)
        end_other_sessions(mine.session, mine.user.id, mine.held.id, mine.now)
        mine.note("user.password_changed")
        token = mine.renew(second=False)
        answer = back_to_list(_("Your password is changed. Everywhere else you are signed out."))
    return kept(token, answer.location or "")


def faults_of(mine: Own, old: str, new: str, again: str) -> dict[str, str]:
    """What is wrong with a change of the password; guesses at the present one are counted like those of the sign-in."""
    trial = Trial(SIGN_IN, mine.user.login, mine.held.address, mine.user.tenant, familiar=True)
    if wait := seconds_to_wait(mine.session, trial, mine.now):
        return {"old": wait_words(wait)}
    right = matches(mine.user.password_hash, old)
    note_guess(mine.session, trial, mine.now, passed=right)
    if not right:
        mine.note("user.password_refused")
        return {"old": _("This is not your present password.")}
    return new_faults(mine.user.login, new, again)


def new_faults(login: str, new: str, again: str) -> dict[str, str]:
    if not LEAST <= len(new) <= MOST:
        return {"new": _("Use %(least)s to %(most)s characters; several words will do.", least=LEAST, most=MOST)}
    try:
        refuse_weak(new, login)
    except Refused:
        return {"new": _("This is too easy to guess: do not use your login, or one character over and over.")}
    return {} if new == again else {"again": _("The two are not the same.")}


@ACCOUNT.post("/sessions/end")
@signed_in
def end_elsewhere() -> Response:
    """Every session but this one is over."""
    with own() as mine:
        if mine.shared:
            abort(403)
        ended = end_other_sessions(mine.session, mine.user.id, mine.held.id, mine.now)
        mine.note("sign_out.elsewhere", sessions=str(ended))
    words = ngettext("%(num)s other session is ended.", "%(num)s other sessions are ended.", ended)
    return back_to_list(words if ended else _("You were signed in nowhere else."))
