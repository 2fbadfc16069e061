"""The page "My sign-in" in words: what somebody has beside their password, and where they are signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from afterhours.models import SecurityKey, UserSession
from webhooks.account.own import Own
from webhooks.desk.names import Names
from webhooks.pages.parts import book_of
from webhooks.pages.times import Moment, moment
from webhooks.signin.answers import party
from webhooks.signin.keys import keys_of
from webhooks.signin.sessions import sessions_of

BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the list."""

    id: UUID
    name: str
    added: Moment
    used: Moment | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One signed-in browser. `here`: the one that looks at the page."""

    browser: str
    address: str
    method: str
    since: Moment
    seen: Moment
    here: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What `account/account.html` draws."""

    login: str
    shared: bool
    must_set_up: bool
    app: bool
    codes: int
    keys: Sequence[Key]
    sessions: Sequence[SessionRow]
    origin: str


def drawn(mine: Own) -> Page:
    zone = Names(book_of(mine.parts)).zone(mine.user.tenant)
    found = [] if mine.shared else sessions_of(mine.session, mine.user.id, mine.now)
    return Page(
        login=mine.user.login,
        shared=mine.shared,
        must_set_up=mine.needed and mine.held.second_at is None,
        app=mine.factors.app,
        codes=mine.factors.codes,
        keys=[key_of(each, zone, mine.now) for each in keys_of(mine.session, mine.user.id)],
        sessions=[session_of(each, mine, zone) for each in found],
        origin=party(mine.parts).origin,
    )


def key_of(key: SecurityKey, zone: str, now: datetime) -> Key:
    used = moment(key.last_used_at, zone, now) if key.last_used_at else None
    return Key(key.id, key.name, moment(key.created_at, zone, now), used)


def session_of(held: UserSession, mine: Own, zone: str) -> SessionRow:
    return SessionRow(
        browser=browser_words(held.user_agent or ""),
        address=held.address or "",
        method=method_words(held.method),
        since=moment(held.created_at, zone, mine.now),
        seen=moment(held.last_seen_at, zone, mine.now),
        here=held.id == mine.held.id,
    )


def method_words(method: str) -> str:
    words: dict[str, str] = {
        "password": _("by password"),
        "key": _("by passkey"),
        "provider": _("by your organisation's account"),
    }
    return words.get(method, method)


def browser_words(agent: str) -> str:
    """Firefox on Windows, as far as the browser tells."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    if browser and system:
        said: str = _("%(browser)s on %(system)s", browser=browser, system=system)
        return said
    return browser or system or str(_("Some browser"))
