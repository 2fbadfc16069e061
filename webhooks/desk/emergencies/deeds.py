"""What people may do with an emergency from its page: the deed is done, or a sentence says why it cannot be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from afterhours.models import Emergency
from afterhours.services.emergencies import change_emergency as change
from ivr.errors import Refused
from webhooks.desk.access import Desk
from webhooks.desk.emergencies.file import people_to_name
from webhooks.desk.emergencies.names import rosters_to_name
from webhooks.pages.parts import of_app

Change: TypeAlias = Callable[[Session, UUID, str, str, datetime], None]
"""(session, emergency, who does it, the reason, now). Raises Refused."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a form has sent. `reason` of somebody who takes it: the handle. `roster`: to whom it is passed."""

    reason: str = ""
    roster: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str]) -> "Given":
        return cls(*(" ".join(form.get(name, "").split()) for name in ("reason", "roster")))

    def detail(self) -> Mapping[str, Any]:
        """What else the audit says about it."""
        return {"roster": self.roster} if self.roster else {}


CHANGES: Mapping[str, Change] = {
    "done": lambda session, which, who, reason, now: change.done(session, which, who, now, reason),
    "hand-on": change.hand_on,
    "second": lambda session, which, who, _reason, now: change.call_second(session, which, who, now),
    "morning": change.until_morning,
    "stand-down": change.stand_down,
}
"""The name of a form -> what it does."""
NEED_A_REASON = frozenset({"hand-on", "morning", "stand-down"})


def fault_of(desk: Desk, found: Emergency, deed: str, given: Given) -> str:
    """Does the deed; the sentence why it cannot be done, or nothing."""
    special = {"accept": taken, "pass": passed}.get(deed)
    return special(desk, found, given) if special else changed(desk, found, deed, given)


def changed(desk: Desk, found: Emergency, deed: str, given: Given) -> str:
    if deed in NEED_A_REASON and not given.reason:
        return why()
    return refused(lambda: CHANGES[deed](desk.session, found.id, desk.visitor.login, given.reason, desk.now))


def taken(desk: Desk, found: Emergency, given: Given) -> str:
    """Somebody told the desk that they take it."""
    fault: str = ""
    if given.reason not in [known for known, _name in people_to_name(desk, found.tenant)]:
        fault = _("Choose the person who has taken it.")
    elif not change.accept(desk.session, found.id, given.reason, "desk", desk.now).won:
        fault = _("Somebody else has accepted it meanwhile, or it is over.")
    return fault


def passed(desk: Desk, found: Emergency, given: Given) -> str:
    """To another roster of the same council, as it is at this moment."""
    if given.roster not in [known for known, _title in rosters_to_name(found)]:
        fault: str = _("Choose the roster that is to be called instead.")
        return fault
    if not given.reason:
        return why()
    to = (given.roster, of_app().site.rosters[given.roster].plan)
    return refused(lambda: change.pass_to(desk.session, found.id, desk.visitor.login, to, given.reason, desk.now))


def refused(deed: Callable[[], None]) -> str:
    fault: str = ""
    try:
        deed()
    except Refused:
        fault = _("That is not possible any more: the emergency has changed meanwhile.")
    return fault


def why() -> str:
    words: str = _("Say why: the reason is kept with the case, and people act on it.")
    return words
