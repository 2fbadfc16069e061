"""How the call stands at this moment: who waits or talks, for how long, who is in the talk; and what comes after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from afterhours.models import Call, Case, QueuedCall
from webhooks.desk.access import Desk
from webhooks.desk.calls.talk import Leg, Talk
from webhooks.desk.words import Look
from webhooks.pages.times import Moment, moment

IN_LINE = ("waiting", "offered", "joined")


@dataclass(frozen=True, slots=True)
class Lasted:
    """How long something lasted, in seconds. `word`: what it was."""

    word: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What `desk/calls/standing.html` draws. `now`: since how many seconds it is so; `before`: what was before it."""

    state: str
    look: Look
    now: int | None
    before: Sequence[Lasted]
    people: Sequence[Leg]
    ended: Moment | None
    wrapped: Moment | None
    on_line: bool
    """Somebody is on the line whom the visitor may have to greet."""


def standing_of(desk: Desk, case: Case, talk: Talk, zone: str) -> Standing:
    """Reads the call and the caller's place in a line."""
    call, place = desk.session.get_one(Call, case.call_id), place_in_line(desk, case)
    state = state_of(call, place)
    return Standing(
        state=state,
        look=look_of(state, place, talk),
        now=now_of(state, call, place, desk.now),
        before=before_of(state, call, place, case, desk.now),
        people=talk.people if state in ("talking", "held", "joining") else (),
        ended=moment(call.ended_at, zone, desk.now) if state == "hung_up" and call.ended_at else None,
        wrapped=moment(case.wrapped_at, zone, desk.now) if case.wrapped_at else None,
        on_line=state != "hung_up",
    )


def place_in_line(desk: Desk, case: Case) -> QueuedCall | None:
    """Where the caller is, else where they were last."""
    query = select(QueuedCall).where(QueuedCall.call_id == case.call_id, desk.own(QueuedCall.tenant))
    return desk.session.scalar(
        query.order_by(QueuedCall.state.in_(IN_LINE).desc(), QueuedCall.entered_at.desc()).limit(1)
    )


def state_of(call: Call, place: QueuedCall | None) -> str:
    """waiting | joining | talking | held | on_line, outside of every line | ringing_back | hung_up."""
    joined = place is not None and place.state == "joined"
    if call.ended_at is not None and not (joined and place is not None and place.callback_id):
        return "hung_up"
    if place is None or place.state not in IN_LINE:
        return "on_line"
    if place.held_at is not None:
        return "held"
    if place.joined_at is not None:
        return "talking"
    if joined:
        return "ringing_back" if place.callback_id else "joining"
    return "waiting"


def look_of(state: str, place: QueuedCall | None, talk: Talk) -> Look:
    looks = {
        "waiting": Look(_("Waits in line"), "clock", "live"),
        "joining": Look(_("Is being put through"), "half", "live"),
        "talking": Look(_("You talk with the caller") if talk.mine else talks_with(talk), "handset", "live"),
        "held": Look(_("The caller holds, and was told"), "clock", "live"),
        "on_line": Look(_("On the line"), "handset", "live"),
        "ringing_back": Look(_("Being called back now"), "half", "live"),
        "hung_up": Look(_("The caller has hung up"), "square"),
    }
    if state == "hung_up" and place is not None and place.joined_at is None and not place.callback_id:
        return Look(_("The caller hung up before anybody talked with them"), "square")
    return looks[state]


def talks_with(talk: Talk) -> str:
    named = next((each.name for each in talk.people if each.here), "")
    words: str = _("Talks with %(name)s", name=named) if named else _("Talks with a colleague")
    return words


def now_of(state: str, call: Call, place: QueuedCall | None, now: datetime) -> int | None:
    """For how many seconds it has been so; None once they have hung up, and while they are only rung."""
    begun = {
        "on_line": call.started_at,
        "waiting": place and place.entered_at,
        "joining": place and place.entered_at,
        "held": place and place.held_at,
        "talking": place and place.joined_at,
    }.get(state)
    return lasted("", begun, now).seconds if begun else None


def before_of(state: str, call: Call, place: QueuedCall | None, case: Case, now: datetime) -> list[Lasted]:
    """How long they waited, and how long they talked; nothing of whoever is called back."""
    told: list[Lasted] = []
    until = call.ended_at or now
    if call.ended_at is not None and state != "hung_up":
        return told
    if place is None:
        return [lasted(_("Was on the line"), call.started_at, until)] if state == "hung_up" else []
    answered = place.joined_at or case.first_answer_at
    if state in ("talking", "held", "hung_up"):
        told.append(lasted(_("Waited"), place.entered_at, min(answered or until, until)))
    if state in ("held", "hung_up") and answered and answered <= until:
        told.append(lasted(_("Talked"), answered, until))
    return told


def lasted(word: str, begun: datetime, ended: datetime) -> Lasted:
    return Lasted(word, max(0, int((ended - begun).total_seconds())))
