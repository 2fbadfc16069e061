"""To the identity provider and back."""

from flask import current_app, request, url_for
from flask import session as browser_session
from flask_babel import gettext as _
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
    ANSWER,
    AWAY,
    CANCELLED,
    DISABLED,
    OTHER,
    STATE,
    UNKNOWN,
    UNVERIFIED,
    Claimed,
    NotSignedIn,
    user_behind,
)
from webhooks.signin.routes import form

PROVIDER = page_blueprint("provider", __name__, url_prefix="/sign-in/provider")
THEN = "provider_then"


@PROVIDER.get("")
@anyone
def go() -> Response:
    """To the provider's own page; `again` asks it for a sign-in also of whoever is signed in there."""
    from webhooks.signin.openid import to_provider

    settings = provided()
    try:
        response = to_provider(current_app, settings, back_address(settings), again=bool(request.args.get("again")))
    except NotSignedIn as error:
        return failed(error.why)
    browser_session[THEN] = own_path(request.args.get("next"))
    return response


@PROVIDER.get("/back")
@anyone
def back() -> Response:
    """What the provider says: 303 to where they wanted to go; 401 with what to do when it cannot be accepted."""
    from webhooks.signin.openid import who_came

    settings = provided()
    then = browser_session.pop(THEN, own_path(None))
    try:
        who = who_came(current_app, settings)
    except NotSignedIn as error:
        return failed(error.why)
    return let_in(who, then)


def let_in(who: Claimed, then: str) -> Response:
    parts, now = of_app(), of_app().real_clock.now()
    with parts.database.transaction() as session:
        user, why = user_behind(session, who, now)
        if user is None or why:
            note(session, user, FAILED, browser(), now, by="provider", why=why)
            return failed(why, who.email)
        entered = entry(session, user, who, then)
    return to_second_step(entered.step) if entered.step else welcome(entered.token or "", then)


def entry(session: Session, user: User, who: Claimed, then: str) -> Entered:
    """Their second factor is the provider's, or ours where the settings want it and the token tells of none."""
    parts, now = of_app(), of_app().real_clock.now()
    if parts.settings.oidc_second_factor == "theirs" or who.multi_factor:
        return Entered(token=admitted(session, user, browser(), now, method="provider", second=True))
    return let_on(session, user, "provider", browser(), now, then)


def provided() -> Settings:
    """The settings. Raises NotFound where they name no provider."""
    settings = of_app().settings
    if not settings.oidc_issuer:
        raise NotFound
    return settings


def back_address(settings: Settings) -> str:
    """The address to tell the provider: ours as the outside knows it."""
    return settings.public_url + url_for("provider.back")


def failed(why: str, email: str = "") -> Response:
    """The sign-in page with what happened and what to do."""
    name = of_app().settings.oidc_name or _("the identity provider")
    return form(own_path(None), faults={"provider": words(why, name, email)}, code=503 if why == AWAY else 401)


def words(why: str, name: str, email: str) -> str:
    said: dict[str, str] = {
        AWAY: _(
            "%(name)s cannot be reached at the moment. Sign in with your password or a key, or try again later.",
            name=name,
        ),
        STATE: _("This sign-in was begun in another window, or too long ago. Begin again from this page."),
        CANCELLED: _("%(name)s did not sign you in. Try again, or sign in with your password.", name=name),
        ANSWER: _(
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
