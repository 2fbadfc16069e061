"""The page behind an invitation: to look at it spends nothing, for programs look at links in mails; to send it does."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from afterhours.services.guesses import INVITATION, Trial, note_guess, seconds_to_wait
from ivr.errors import NotFound, Refused
from webhooks.pages.parts import of_app
from webhooks.signin.guard import anyone
from webhooks.signin.invitations import accept, invited
from webhooks.signin.passwords import LEAST, MOST
from webhooks.signin.routes import SIGNIN


@SIGNIN.get("/invitation/<token>")
@anyone
def invitation(token: str) -> Response:
    return form(token)


@SIGNIN.post("/invitation/<token>")
@anyone
def accept_invitation(token: str) -> Response:
    """303 to the sign-in; 400 with the form for a password that cannot be."""
    password, again = request.form.get("password", "")[:1024], request.form.get("again", "")[:1024]
    if password != again:
        return form(token, {"again": _("The two are not the same. Type your password twice.")})
    parts = of_app()
    try:
        with counted() as session:
            accept(session, token, password, parts.real_clock.now())
    except Refused as refused:
        if not LEAST <= len(password) <= MOST:
            return form(token, {"password": _("Use %(least)s characters or more. Several words will do.", least=LEAST)})
        if type(refused) is Refused:
            return form(token, {"password": _("This is too easy to guess. Use several words, and not your login.")})
        raise
    flash(_("Your password is set. Sign in with it."))
    return redirect(url_for("signin.sign_in"), 303)


@contextmanager
def counted() -> Iterator[Session]:
    """One transaction over a link; one that opens nothing is counted, and who tries many has to wait (429)."""
    parts, trial = of_app(), Trial(INVITATION, "", request.remote_addr)
    now = parts.real_clock.now()
    with parts.database.transaction() as session:
        wait = seconds_to_wait(session, trial, now)
    if wait:
        raise TooManyRequests(retry_after=wait)
    try:
        with parts.database.transaction() as session:
            yield session
    except NotFound:
        with parts.database.transaction() as session:
            note_guess(session, trial, now, passed=False)
        raise


def form(token: str, faults: dict[str, str] | None = None) -> Response:
    """Raises NotFound for a link that opens nothing."""
    parts = of_app()
    with counted() as session:
        _invitation, user = invited(session, token, parts.real_clock.now())
        drawn = render_template(
            "signin/invitation.html", token=token, name=user.name, login=user.login, faults=faults or {}
        )
    return make_response(drawn, 400 if faults else 200)
