"""A second factor that is taken away, for its owner lost it. They are told by e-mail: it may not have been them."""

from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from afterhours.models import User
from afterhours.services.mail.letters import Letter, address_of
from afterhours.services.mail.mailing import enqueue_mail
from ivr.errors import Refused
from webhooks.signin.users import reset_second_factor
from webhooks.signin.visitor import Visitor


def take_factor(session: Session, login: str, by: Visitor, real_now: datetime, now: datetime) -> None:
    """`session` is not the desk's. Raises NotFound."""
    user = reset_second_factor(session, login, real_now, by.login)
    if has_address(user.login):
        enqueue_mail(session, user.tenant, letter_to(user, by, real_now), now)


def has_address(login: str) -> bool:
    """Whether their login is an e-mail address, which is the only one that is known of them."""
    try:
        address_of(login)
    except Refused:
        return False
    return "@" in login


def letter_to(user: User, by: Visitor, at: datetime) -> Letter:
    """In their own language, where they have chosen one."""
    with force_locale(user.language or "en"):
        subject = _("Your second factor for 311 was taken away")
        text = _(
            "%(by)s has taken your second factor away: the app, keys and recovery codes that you had are void, and you"
            " are signed out everywhere. At your next sign-in you set up a new one.\n\nIf you did not ask for that,"
            " tell whoever leads your team at once, and change your password.\n",
            by=by.name,
        )
    return Letter(to=user.login, subject=subject, text=text, key=f"second factor {user.id} {at.isoformat()}")
