"""The emergency of a call as it goes on: whether somebody has it, and every call and text, in the reports' words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Emergency
from afterhours.reports.facts import UNFINISHED, Step
from afterhours.reports.sentences import say, spoken
from afterhours.reports.stories import steps_of
from afterhours.reports.story_lines import MOVED, PURPOSES
from ivr.flowfile.names import name
from webhooks.desk.telling.story import Told
from webhooks.desk.words import Look, plain
from webhooks.pages.times import Moment, duration, moment


@dataclass(frozen=True, slots=True)
class Raised:
    """One emergency. `waits`: whether somebody is, or should be, on the way; `since`: when it was raised."""

    look: Look
    service: str
    since: Moment
    after: str
    """Who took it, and how long it took; or how long it has been open, and how often all have been called."""
    steps: Sequence[Told]
    waits: bool


def raised_by(
    session: Session, case_id: UUID, people: Mapping[str, str], service: str, zone: str, now: datetime
) -> list[Raised]:
    """The emergencies of a case, in the order of their raising. `people`: canonical handle -> name."""
    found = session.scalars(select(Emergency).where(Emergency.case_id == case_id).order_by(Emergency.raised_at)).all()
    steps = steps_of(session, [each.id for each in found])
    return [told(each, steps[each.id], people, service, zone, now) for each in found]


def told(
    found: Emergency, steps: Sequence[Step], people: Mapping[str, str], service: str, zone: str, now: datetime
) -> Raised:
    return Raised(
        look=look_of(found.state),
        service=service or plain(found.service).capitalize(),
        since=moment(found.raised_at, zone, now),
        after=so_far(found, people, now),
        steps=[line_of(each, people, zone, found.accepted_by) for each in steps],
        waits=found.state in UNFINISHED,
    )


def look_of(state: str) -> Look:
    """Red while nobody has it."""
    looks = {
        "open": Look(_("Nobody has it yet"), "triangle", "help"),
        "accepted": Look(_("Somebody has it"), "tick", "done"),
        "done": Look(_("Done"), "tick", "done"),
        "stood_down": Look(_("Stood down"), "square"),
        "morning": Look(_("Left until morning"), "clock"),
        "joined": Look(_("The same as another"), "dot"),
    }
    return looks.get(state) or Look(plain(state), "dot")


def so_far(found: Emergency, people: Mapping[str, str], now: datetime) -> str:
    if found.accepted_at is not None and found.accepted_by:
        after = duration(round((found.accepted_at - found.raised_at).total_seconds()))
        return str(_("%(name)s took it after %(time)s", name=person(found.accepted_by, people), time=after))
    if found.state != "open":
        return ""
    since = duration(max(0, round((now - found.raised_at).total_seconds())))
    rounds = ngettext("everybody was called once", "everybody was called %(num)s times", found.round)
    waits = _("open for %(time)s", time=since)
    return f"{waits}; {rounds}" if found.round else str(waits)


def line_of(step: Step, people: Mapping[str, str], zone: str, has_it: str | None) -> Told:
    """One step in words, at its time to the second. `has_it`: who has accepted, and is put together with the caller."""
    at = moment(step.at, zone, step.at)
    language = spoken(str(get_locale()))
    who = person(step.who or (has_it if step.what == "joined_caller" else None), people)
    if step.kind == "event":
        return Told(say(language, f"event_{step.what}", who=who), MOVED.get(step.what, "program"), at)
    key = f"{step.kind}_{step.purpose}" if (step.kind, step.purpose) in PURPOSES else step.kind
    words = say(language, key, who=who, result=say(language, f"result_{step.what}"))
    return Told(words, "person" if step.what == "accepted" else "program", at)


def person(handle: str | None, people: Mapping[str, str]) -> str:
    return (people.get(name(handle)) or plain(handle)) if handle else say(spoken(str(get_locale())), "somebody")
