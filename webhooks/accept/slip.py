"""What the page shows of an emergency, in words. The caller's number is there for whoever has it, and not before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Call, Case, Emergency, EmergencyEvent, Person
from afterhours.rules.case_numbers import written
from afterhours.services.emergencies.accept_link import AcceptLink
from afterhours.services.emergencies.page_of import in_language, page_of
from afterhours.services.people.known import person_by_handle
from afterhours.site import Site
from ivr.errors import NotFound
from ivr.flowfile.names import name
from webhooks.desk.words import no_number
from webhooks.pages.times import Moment, moment

State: TypeAlias = Literal["open", "yours", "theirs", "over"]


@dataclass(frozen=True, slots=True)
class Slip:
    """`caller`: the number as it is read, `dial`: as it is dialled; both empty unless it is yours. `no_caller`: why
    there is none; `waits`: they are still on the line. `veiled`: the case is restricted, and nothing of it is here.
    `second`: another person is being called in. `by`: who has it, or who ended it; `ended`: how it ended.
    """

    state: State
    what: str
    place: str
    words: str
    line: str
    council: str
    case: str
    raised: Moment
    caller: str
    dial: str
    no_caller: str
    waits: bool
    second: bool
    by: str
    ended: str
    veiled: bool = False


def found(session: Session, link: AcceptLink, *, lock: bool = False) -> Emergency:
    """The emergency of a link, or the one it was found to be the same as. Raises NotFound when it is gone.

    `lock`: nobody else changes it before this transaction ends.
    """
    emergency = session.get(Emergency, link.emergency_id)
    if emergency is None:
        raise NotFound("no such emergency")
    return session.get_one(Emergency, emergency.master_id or emergency.id, with_for_update=lock or None)


def slip_of(
    session: Session, site: Site, emergency: Emergency, link: AcceptLink, now: datetime, *, proven: bool = False
) -> Slip:
    """`proven`: they have shown their PIN. Of a restricted case nothing is shown without, or before it is theirs."""
    case = session.get_one(Case, emergency.case_id)
    line, state = site.book.lines.get(emergency.line), state_of(emergency, link)
    mine = state == "yours"
    page = page_of(session, site, emergency, language := str(get_locale() or "en"), proven=proven and mine)
    return Slip(
        state=state,
        what=begun(in_language(page.service, language)),
        place=page.place or "",
        words=page.words,
        line=in_language(page.line, language),
        council=line.tenant_name if line else "",
        case=written(case.number),
        raised=moment(emergency.raised_at, line.zone if line else "UTC", now),
        caller=(page.caller or "") if mine else "",
        dial=(case.caller_e164 or "") if mine and not page.veiled else "",
        no_caller="" if case.caller_e164 else no_number(case.caller_state),
        waits=mine and waits(session, emergency),
        second=mine and asked_for_a_second(session, emergency),
        by=name_of(session, emergency.accepted_by if state == "theirs" else emergency.ended_by),
        ended=ended(emergency.state),
        veiled=page.veiled,
    )


def begun(words: str) -> str:
    """With a capital: it stands at the head of the page."""
    return words[:1].upper() + words[1:]


def state_of(emergency: Emergency, link: AcceptLink) -> State:
    if emergency.state == "open":
        return "open"
    if emergency.state != "accepted":
        return "over"
    return "yours" if name(emergency.accepted_by or "") == name(link.handle) else "theirs"


def waits(session: Session, emergency: Emergency) -> bool:
    """Whether the caller is on the line and talks with nobody: then the person's telephone rings to join the two."""
    call = session.get(Call, emergency.call_id) if emergency.call_id and not emergency.joined_at else None
    return call is not None and call.ended_at is None


def asked_for_a_second(session: Session, emergency: Emergency) -> bool:
    """Whether whoever has it now has called for somebody else beside them."""
    asked = select(EmergencyEvent.id).where(
        EmergencyEvent.emergency_id == emergency.id,
        EmergencyEvent.what == "second",
        EmergencyEvent.at >= emergency.accepted_at,
    )
    return session.scalar(asked.limit(1)) is not None


def ended(state: str) -> str:
    words: dict[str, str] = {
        "done": _("It was reported done."),
        "stood_down": _("It was stood down."),
        "morning": _("It waits until morning, and the office will see to it."),
    }
    return words.get(state, "")


def name_of(session: Session, who: str | None) -> str:
    """A person's name; of a user of the desk the login, and nothing for nobody."""
    person: Person | None = person_by_handle(session, who) if who else None
    return person.name if person else who or ""
