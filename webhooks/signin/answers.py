"""What a browser is answered while it signs in: on with a new session, on to the second step, or what was wrong."""

from uuid import UUID

from flask import Response as FlaskResponse
from flask import make_response, redirect, request, url_for
from flask import session as browser_session
from flask_babel import ngettext
from werkzeug.wrappers import Response

from webhooks.pages.parts import Parts
from webhooks.signin import cookie
from webhooks.signin.entering import Browser
from webhooks.signin.keys import Party, party_of
from webhooks.signin.proof import Judge

STEP, CHALLENGE = "step", "challenge"


def browser() -> Browser:
    return Browser(request.remote_addr, request.user_agent.string, cookie.token_of(request))


def welcome(token: str, then: str) -> Response:
    """On to the page, with a new session and a new form token."""
    browser_session.clear()
    response = make_response(redirect(then, 303))
    cookie.give(response, token, https=request.is_secure)
    return response


def to_second_step(token: str) -> Response:
    """On to the second factor: the form cookie is a new one, and holds the step."""
    browser_session.clear()
    browser_session[STEP] = token
    return redirect(url_for("second.ask"), 303)


def party(parts: Parts) -> Party:
    return party_of(parts.settings.public_url)


def judge(parts: Parts) -> Judge:
    return Judge(parts.settings.secret_keys, party(parts))


def asked_key(challenge: UUID, options: str) -> FlaskResponse:
    """The options for the browser's keys; which challenge it was stands in the form cookie."""
    browser_session[CHALLENGE] = str(challenge)
    return FlaskResponse(options, mimetype="application/json", headers={"Cache-Control": "no-store"})


def answered_challenge() -> UUID | None:
    """The challenge this browser was given last; it is given up with that."""
    try:
        return UUID(browser_session.pop(CHALLENGE, ""))
    except ValueError:
        return None


def wait_words(seconds: int) -> str:
    said: str = ngettext(
        "Too many attempts. Wait %(num)s second, then try again.",
        "Too many attempts. Wait %(num)s seconds, then try again.",
        seconds,
    )
    return said
