"""What the pages of "My sign-in" share: whose it is, whether they have just proved it, how a change is written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from afterhours.models import Membership, User, UserSession
from webhooks.pages.parts import Parts, of_app
from webhooks.signin import cookie
from webhooks.signin.answers import browser
from webhooks.signin.entering import note
from webhooks.signin.policy import Factors, factors_of, needs_factor
from webhooks.signin.recovery import remove_codes
from webhooks.signin.sessions import held_session, renew_session

FRESH = timedelta(minutes=10)
"""So long after somebody proved who they are, they may change how they prove it."""
DEMONSTRATION = "demonstration"


@dataclass(frozen=True, slots=True)
class Own:
    """One request of a user about their own sign-in."""

    parts: Parts
    session: Session
    user: User
    held: UserSession
    membership: Membership
    factors: Factors
    now: datetime

    @property
    def shared(self) -> bool:
        """A user of the demonstration is whoever looks around, and nobody's to change."""
        return self.held.method == DEMONSTRATION

    @property
    def fresh(self) -> bool:
        """Whether they proved within the last minutes who they are: by a second factor, if they have one."""
        recent = (self.held.proved_at or self.held.created_at) > self.now - FRESH
        return recent and (self.held.second_at is not None or not self.factors)

    @property
    def needed(self) -> bool:
        """Whether they may not be without a second factor."""
        return needs_factor(self.parts.settings, self.membership)

    def note(self, action: str, **detail: str) -> None:
        note(self.session, self.user, action, browser(), self.now, **detail)

    def renew(self, *, second: bool) -> str:
        return renew_session(self.session, self.held, self.now, second=second)


@contextmanager
def own() -> Iterator[Own]:
    """One transaction. A session that ended just now is like none."""
    parts = of_app()
    now, token = parts.real_clock.now(), cookie.token_of(request)
    with parts.database.transaction() as session:
        found = held_session(session, token or "", now)
        if found is None:
            abort(redirect(url_for("signin.sign_in"), 303))
        factors = factors_of(session, found.user.id)
        yield Own(parts, session, found.user, found.held, found.membership, factors, now)


@contextmanager
def changing() -> Iterator[Own]:
    """The same for a change of how they sign in: 303 to the proof first, when the last one is too old."""
    with own() as mine:
        if mine.shared:
            abort(403)
        if not mine.fresh:
            abort(redirect(url_for("account.confirm", next=way_back()), 303))
        yield mine


def way_back() -> str:
    """Where a change was asked for: its own page, or the list of all."""
    return request.path if request.method == "GET" else url_for("account.page")


def kept(token: str, then: str) -> Response:
    """On, with the new token of the session."""
    response = redirect(then, 303)
    cookie.give(response, token, https=request.is_secure)  # type: ignore[arg-type]
    return response


def back_to_list(words: str, kind: str = "message") -> Response:
    flash(words, kind)
    return redirect(url_for("account.page"), 303)


def keeps_one(mine: Own, *, app: int = 0, keys: int = 0) -> bool:
    """Whether somebody who needs a second factor still has one after so many are taken away."""
    return not mine.needed or int(mine.factors.app) - app + mine.factors.keys - keys > 0


def needed_words() -> str:
    said: str = _("You need a second factor. Set up another one first, then remove this one.")
    return said


def forget_codes_of_nothing(mine: Own) -> None:
    """Recovery codes stand for a second factor; without any they are worth nothing."""
    if not factors_of(mine.session, mine.user.id):
        remove_codes(mine.session, mine.user.id)
