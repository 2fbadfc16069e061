"""Sign-in for every page but the demo telephone."""

from flask import Flask
from flask_babel import gettext as _

from webhooks.pages.parts import Parts
from webhooks.roles import Role
from webhooks.signin import invitation_routes as invitation_routes  # its pages belong to the blueprint
from webhooks.signin.form_session import FormSessions
from webhooks.signin.guard import CSRF
from webhooks.signin.provider_routes import PROVIDER
from webhooks.signin.routes import SIGNIN
from webhooks.signin.second import SECOND


def register(app: Flask, parts: Parts) -> None:
    """Sessions, form tokens and the sign-in pages. `webhooks.pages` is registered before."""
    keys = parts.settings.secret_keys
    https = parts.settings.public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=keys[0],
        SECRET_KEY_FALLBACKS=list(keys[1:]),
        SESSION_COOKIE_NAME="__Host-ivr_form" if https else "ivr_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # it wants the Referer, which our Referrer-Policy keeps back; the token is enough
    )
    app.session_interface = FormSessions()
    CSRF.init_app(app)
    app.jinja_env.globals["role_name"] = role_name
    for group in (SIGNIN, SECOND, PROVIDER):
        app.register_blueprint(group)


def role_name(role: str) -> str:
    """A role's name in the reader's language."""
    names = {
        Role.OUT_OF_HOURS_AGENT: _("out-of-hours agent"),
        Role.OUT_OF_HOURS_SUPERVISOR: _("out-of-hours supervisor"),
        Role.COUNTY_AGENT: _("county agent"),
        Role.SUPERVISOR: _("supervisor"),
        Role.QUALITY_REVIEWER: _("quality reviewer"),
        Role.FIGURES: _("figures only"),
        Role.ADMINISTRATOR: _("administrator"),
        Role.AUDITOR: _("auditor"),
        Role.MACHINE: _("machine"),
    }
    return names.get(Role(role), role) if role in set(Role) else role
