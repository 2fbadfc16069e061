"""To the identity provider and back."""

import logging
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client.errors import MismatchingStateError
from flask import current_app, request, url_for
from flask import session as browser_session
from flask_babel import gettext as _
from joserfc.errors import JoseError
from requests import RequestException
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from afterhours.models import User
from ivr.settings import Settings
from webhooks.pages.parts import of_app
from webhooks.signin.answers import browser, to_second_step, welcome
from webhooks.signin.entering import FAILED, Entered, admitted, let_on, note
from webhooks.signin.guard import anyone, page_blueprint
from webhooks.signin.own_path import own_path
from webhooks.signin.provider import (
    DISABLED,
    OTHER,
    UNKNOWN,
    UNVERIFIED,
    Claimed,
    claimed,
    client_of,
    insisted,
    user_behind,
)
from webhooks.signin.routes import form

LOG = logging.getLogger(__name__)
PROVIDER = page_blueprint("provider", __name__, url_prefix="/sign-in/provider")
THEN = "provider_then"
REFUSED = (AuthlibBaseError, JoseError, KeyError, ValueError, RuntimeError)
"""What the libraries raise for an answer that is no good."""


@PROVIDER.get("")
@anyone
def go() -> Response:
    """To the provider's own page; `again` asks it for a sign-in also of whoever is signed in there."""
    client, settings = provider(), of_app().settings
    more = {"prompt": "login"} if request.args.get("again") else {}
    try:
        response: Response = client.authorize_redirect(back_address(settings), **more)
    except (RequestException, *REFUSED):
        return failed("away", 503)
    browser_session[THEN] = own_path(request.args.get("next"))
    return response


@PROVIDER.get("/back")
@anyone
def back() -> Response:
    """What the provider says: 303 to where they wanted to go; 401 with what to do when it cannot be accepted."""
    client, settings = provider(), of_app().settings
    then = browser_session.pop(THEN, own_path(None))
    try:
        who = claimed(client.authorize_access_token(claims_options=insisted(settings)))
    except RequestException:
        return failed("away", 503)
    except MismatchingStateError:
        return failed("state", 401)
    except REFUSED as error:
        LOG.warning("an answer of the identity provider is refused: %s", type(error).__name__)
        return failed("cancelled" if getattr(error, "error", "") == "access_denied" else "answer", 401)
    return let_in(who, then)


def let_in(who: Claimed, then: str) -> Response:
    parts, now = of_app(), of_app().real_clock.now()
    with parts.database.transaction() as session:
        user, why = user_behind(session, who, now)
        if user is None or why:
            note(session, user, FAILED, browser(), now, by="provider", why=why)
            return failed(why, 401, who.email)
        entered = entry(session, user, who, then)
    return to_second_step(entered.step) if entered.step else welcome(entered.token or "", then)


def entry(session: Session, user: User, who: Claimed, then: str) -> Entered:
    """Their second factor is the provider's, or ours where the settings want it and the token tells of none."""
    parts, now = of_app(), of_app().real_clock.now()
    if parts.settings.oidc_second_factor == "theirs" or who.multi_factor:
        return Entered(token=admitted(session, user, browser(), now, method="provider", second=True))
    return let_on(session, user, "provider", browser(), now, then)


def provider() -> Any:
    """Authlib's client. Raises NotFound where there is no provider."""
    client = client_of(current_app)
    if client is None:
        raise NotFound
    return client


def back_address(settings: Settings) -> str:
    """The address to tell the provider: ours as the outside knows it."""
    return settings.public_url + url_for("provider.back")


def failed(why: str, code: int, email: str = "") -> Response:
    """The sign-in page with what happened and what to do."""
    name = of_app().settings.oidc_name or _("the identity provider")
    return form(own_path(None), faults={"provider": words(why, name, email)}, code=code)


def words(why: str, name: str, email: str) -> str:
    said: dict[str, str] = {
        "away": _(
            "%(name)s cannot be reached at the moment. Sign in with your password or a key, or try again later.",
            name=name,
        ),
        "state": _("This sign-in was begun in another window, or too long ago. Begin again from this page."),
        "cancelled": _("%(name)s did not sign you in. Try again, or sign in with your password.", name=name),
        "answer": _(
            "The answer of %(name)s cannot be accepted. Try again; if it happens again, tell the administrator.",
            name=name,
        ),
        UNKNOWN: _(
            "%(name)s knows you as %(email)s, and nobody is called that here. Ask the administrator to add this login.",
            name=name,
            email=email,
        ),
        UNVERIFIED: _(
            "%(name)s has not verified your e-mail address. Ask those who run it, or sign in with your password.",
            name=name,
        ),
        OTHER: _(
            "The user %(email)s belongs to somebody else at %(name)s. Ask the administrator, who can release it.",
            name=name,
            email=email,
        ),
        DISABLED: _("Your sign-in here is switched off. Ask your supervisor or the administrator."),
    }
    return said[why]
