"""Emergencies as their pages show them: everything already in words, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from afterhours.models import Attempt, Emergency
from afterhours.rules.case_numbers import written
from afterhours.rules.escalation import Level, Plan
from webhooks.desk.emergencies import words
from webhooks.desk.emergencies.file import EmergencyFile, Listed
from webhooks.desk.emergencies.names import Teller
from webhooks.desk.words import Look
from webhooks.pages.times import Moment, moment


@dataclass(frozen=True, slots=True)
class Row:
    """One emergency of the list. `standing`: who has it, or who is rung; `ahead`: what happens next."""

    number: str
    spaced: str
    what: str
    where: str
    council: str
    line: str
    look: Look
    raised: Moment
    standing: str
    ahead: str
    joined: int
    alarm: bool
    waits: bool
    on_line: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the story. `who` moved: caller, person, program, fault, help; `aside`: the times of an attempt."""

    at: Moment
    words: str
    who: str
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One level of the plan. `now`: who that is at this moment. `next`: it is rung next."""

    whom: str
    now: str
    seconds: int
    texted: str
    next: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One emergency. `possible`: what may be done with it now, by the names of the forms."""

    id: UUID
    row: Row
    roster: str
    round: int
    accepted: Moment | None
    accepted_how: str
    ended: Moment | None
    ended_by: str
    reason: str
    story: Sequence[Told]
    plan: Sequence[Step]
    pause: int
    master: tuple[str, str] | None
    joined: Sequence[tuple[str, str, str]]
    possible: frozenset[str]


POSSIBLE = {
    "open": frozenset({"accept", "pass", "morning", "stand-down"}),
    "accepted": frozenset({"done", "hand-on", "second", "pass", "morning", "stand-down"}),
    "morning": frozenset({"stand-down"}),
}
"""State -> what people may do then; `afterhours.services.emergencies.change_emergency` has the last word."""


def row_of(listed: Listed, teller: Teller, now: datetime) -> Row:
    emergency, case, names = listed.emergency, listed.case, teller.names
    zone = names.zone(emergency.tenant)
    return Row(
        number=case.number,
        spaced=written(case.number),
        what=names.service(emergency.service),
        where=case.location or "",
        council=names.council(emergency.tenant),
        line=names.line(emergency.line),
        look=words.state(emergency.state),
        raised=moment(emergency.raised_at, zone, now),
        standing=standing(emergency, listed.calling, teller, zone, now),
        ahead=ahead(emergency, teller, zone, now),
        joined=listed.joined,
        alarm=emergency.state == "open" and emergency.alarmed_at is not None,
        waits=emergency.state == "open",
        on_line=listed.on_line,
    )


def standing(emergency: Emergency, calling: Sequence[str], teller: Teller, zone: str, now: datetime) -> str:
    """Who has it, or who is being called, or how it ended."""
    said: str
    if emergency.state == "open" and calling:
        said = _("Calling %(who)s", who=", ".join(dict.fromkeys(teller.person(each) for each in calling)))
    elif emergency.state == "open":
        said = _("Nobody is being called at this moment")
    elif emergency.state == "accepted" and emergency.accepted_at:
        at = moment(emergency.accepted_at, zone, now).short
        said = _("%(who)s has it since %(time)s", who=teller.person(emergency.accepted_by), time=at)
    elif emergency.ended_at and emergency.ended_by:
        at = moment(emergency.ended_at, zone, now).short
        said = _("%(who)s, %(time)s", who=teller.person(emergency.ended_by), time=at)
    else:
        said = ""
    return said


def ahead(emergency: Emergency, teller: Teller, zone: str, now: datetime) -> str:
    """What happens next by itself, and when."""
    said: str
    if emergency.state not in ("open", "accepted"):
        said = ""
    elif emergency.due_at is None:
        said = _("no call is due; that is mended within a minute")
    elif emergency.state == "accepted":
        said = _("asked at %(time)s whether it is done", time=moment(emergency.due_at, zone, now).short)
    else:
        whom = next_whom(emergency, teller)
        late = emergency.due_at <= now
        time = _("now") if late else moment(emergency.due_at, zone, now).seconds
        said = f"{whom}, {time}"
    return said


def next_whom(emergency: Emergency, teller: Teller) -> str:
    levels = Plan.from_json(emergency.plan).levels
    if emergency.level < len(levels):
        level = levels[emergency.level]
        now = teller.now(emergency.id, emergency.level) if not names_people(level) else ""
        return f"{teller.level(level)} ({now})" if now else teller.level(level)
    said: str = _("from the top again")
    return said


def names_people(level: Level) -> bool:
    """Whether the level says itself who is rung."""
    return all(each.kind == "person" for each in level.ring)


def sheet_of(file: EmergencyFile, teller: Teller, now: datetime) -> Sheet:
    emergency, zone = file.emergency, teller.names.zone(file.emergency.tenant)
    plan = Plan.from_json(emergency.plan)
    calling = tuple(each.person for each in file.attempts if each.kind == "call" and each.state in CALLING)
    on_line = file.call is not None and file.call.ended_at is None
    return Sheet(
        id=emergency.id,
        row=row_of(Listed(emergency, file.case, on_line, calling, len(file.joined)), teller, now),
        roster=teller.roster(emergency.roster),
        round=emergency.round + 1,
        accepted=moment(emergency.accepted_at, zone, now) if emergency.accepted_at else None,
        accepted_how=words.how(emergency.accepted_how),
        ended=moment(emergency.ended_at, zone, now) if emergency.ended_at else None,
        ended_by=teller.person(emergency.ended_by) if emergency.ended_by else "",
        reason=emergency.reason or "",
        story=story_of(file, teller, zone, now),
        plan=steps_of(plan, emergency, teller),
        pause=plan.pause,
        master=(file.master.number, written(file.master.number)) if file.master else None,
        joined=[(each.number, written(each.number), each.location or "") for each in file.joined],
        possible=POSSIBLE.get(emergency.state, frozenset()),
    )


CALLING = ("placed", "answered")


def story_of(file: EmergencyFile, teller: Teller, zone: str, now: datetime) -> list[Told]:
    """Events and attempts in the order in which they happened."""
    waits = file.emergency.state == "open"
    lines = [(each.at, 0, words.event(each, teller), moved(each.what, waits=waits), "") for each in file.events]
    lines += [
        (
            each.placed_at or each.created_at,
            1,
            words.attempt(each, teller),
            "person" if each.result == "accepted" else "program",
            times_of(each, zone, now),
        )
        for each in file.attempts
    ]
    return [
        Told(moment(at, zone, now), text, who, aside)
        for at, _order, text, who, aside in sorted(lines, key=lambda line: line[:2])
    ]


def moved(what: str, *, waits: bool) -> str:
    """Red while somebody waits, and never afterwards."""
    who = words.MOVED.get(what, "person")
    return "program" if who == "help" and not waits else who


def times_of(attempt: Attempt, zone: str, now: datetime) -> str:
    """Round, level, and when it was answered and over."""
    told = [_("round %(round)s, level %(level)s", round=attempt.round + 1, level=attempt.level + 1)]
    if attempt.number_at:
        told.append(_("number %(number)s", number=attempt.number_at + 1))
    if attempt.answered_at:
        told.append(_("answered %(time)s", time=moment(attempt.answered_at, zone, now).seconds))
    if attempt.ended_at:
        told.append(_("over %(time)s", time=moment(attempt.ended_at, zone, now).seconds))
    return " · ".join(told)


def steps_of(plan: Plan, emergency: Emergency, teller: Teller) -> list[Step]:
    return [
        Step(
            whom=teller.level(level),
            now="" if names_people(level) else teller.now(emergency.id, number),
            seconds=level.seconds,
            texted=", ".join(teller.target(each) for each in level.text),
            next=emergency.state == "open" and number == emergency.level,
        )
        for number, level in enumerate(plan.levels)
    ]
