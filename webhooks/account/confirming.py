"""Once more: who wants to change how they sign in proves who they are, if the last proof is older than ten minutes."""

from flask import abort, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ivr.errors import Refused
from webhooks.account.own import Own, kept, own
from webhooks.account.routes import ACCOUNT
from webhooks.signin.answers import answered_challenge, asked_key, browser, judge, party, wait_words
from webhooks.signin.guard import before_all_else, signed_in
from webhooks.signin.keys import ask_to_sign
from webhooks.signin.own_path import own_path
from webhooks.signin.proof import APP, KEY, PASSWORD, Proof, try_proof
from webhooks.signin.routes import provider_name
from webhooks.signin.second import unreadable_words, wrong_words


@ACCOUNT.get("/confirm")
@signed_in
@before_all_else
def confirm() -> Response:
    with own() as mine:
        return form(mine, own_path(request.args.get("next")))


@ACCOUNT.post("/confirm")
@signed_in
@before_all_else
def confirm_by_code() -> Response:
    """303 to where they wanted to go; 401 with the form for a wrong code or password, 429 when they have to wait."""
    with own() as mine:
        return proved(mine, Proof(APP, request.form.get("code", "")[:32]))


@ACCOUNT.post("/confirm/password")
@signed_in
@before_all_else
def confirm_by_password() -> Response:
    """For whoever has no second factor yet."""
    with own() as mine:
        if mine.factors:
            abort(403)
        return proved(mine, Proof(PASSWORD, request.form.get("password", "")[:1024]))


@ACCOUNT.post("/confirm/key/options")
@signed_in
@before_all_else
def ask_own_key() -> Response:
    with own() as mine:
        challenge, options = ask_to_sign(mine.session, party(mine.parts), mine.user, mine.now)
    return asked_key(challenge, options)


@ACCOUNT.post("/confirm/key")
@signed_in
@before_all_else
def confirm_by_key() -> Response:
    with own() as mine:
        return proved(mine, Proof(KEY, request.form.get("answer", ""), answered_challenge()))


def proved(mine: Own, proof: Proof) -> Response:
    """On with a new session id, when the proof is right."""
    then = own_path(request.form.get("next"))
    if mine.shared:
        abort(403)
    try:
        tried = try_proof(mine.session, mine.user, proof, judge(mine.parts), browser(), mine.now)
    except Refused:
        return form(mine, then, {proof.kind: unreadable_words()}, 401)
    if tried.wait:
        return form(mine, then, {proof.kind: wait_words(tried.wait)}, 429)
    if not tried.passed:
        return form(mine, then, {proof.kind: said_wrong(proof.kind)}, 401)
    return kept(mine.renew(second=proof.kind != PASSWORD), then)


def said_wrong(kind: str) -> str:
    return str(_("This is not your password.")) if kind == PASSWORD else wrong_words(kind)


def form(mine: Own, then: str, faults: dict[str, str] | None = None, code: int = 200) -> Response:
    drawn = render_template(
        "account/confirm.html",
        has=mine.factors,
        then=then,
        faults=faults or {},
        provider=provider_name(mine.parts.settings) if mine.held.method == "provider" else "",
        origin=party(mine.parts).origin,
    )
    return make_response(drawn, code)
