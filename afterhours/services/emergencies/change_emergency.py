"""Every change of an emergency: one conditional update and the event that tells of it, in one statement.

Who comes second changes nothing and learns it. The same statements serve a turn of a call (as parts of its write) and
whoever has a session: a link, a text, the desk. What follows from an event is the pager's.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Emergency
from afterhours.rules.escalation import Plan
from afterhours.services.emergencies.statements import Told, changed
from ivr.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Whether it was `won` by who asked; `by` is the handle of whoever has it, "" when nobody has."""

    won: bool
    by: str


def accept(
    session: Session, emergency_id: UUID, handle: str, how: str, now: datetime, leg: UUID | None = None
) -> Acceptance:
    """`handle` takes it, by `how` (key, link, text, desk, dialled). One wins; the others are told who.

    Raises NotFound for an emergency that does not exist.
    """
    values = {"who": handle, "how": how, "leg": str(leg) if leg else None}
    won = changed(session, emergency_id, Told(change="accept", at=now, values=values, detail={"how": how}))
    found = session.execute(select(Emergency.id, Emergency.accepted_by).where(Emergency.id == emergency_id)).first()
    if found is None:
        raise NotFound("There is no such emergency.")
    return Acceptance(won or found.accepted_by == handle, found.accepted_by or "")


def _must(done: bool, sentence: str) -> None:
    if not done:
        raise Refused(sentence)


def _because(who: str, reason: str) -> dict[str, str]:
    return {"who": who, "reason": " ".join(reason.split())}


def _reasoned(session: Session, emergency_id: UUID, change: str, who: str, reason: str, now: datetime) -> bool:
    _must(bool(reason.strip()), "Say why: a reason is kept with the case.")
    values = _because(who, reason)
    return changed(
        session, emergency_id, Told(change=change, at=now, values=values, detail={"reason": values["reason"]})
    )


def stand_down(session: Session, emergency_id: UUID, login: str, reason: str, now: datetime) -> None:
    """A supervisor ends it. Raises Refused without a reason, and for one that is over already."""
    done = _reasoned(session, emergency_id, "stand_down", login, reason, now)
    _must(done, "This emergency is over already.")


def done(session: Session, emergency_id: UUID, who: str, now: datetime, reason: str = "") -> None:
    """It is done. Raises Refused for one that nobody has accepted, or that is over."""
    told = Told(change="done", at=now, values=_because(who, reason), detail={"reason": reason})
    _must(changed(session, emergency_id, told), "Only an emergency that somebody has accepted can be reported done.")


def hand_on(session: Session, emergency_id: UUID, who: str, reason: str, now: datetime) -> None:
    """The person gives it back: paging begins from the top. Raises Refused without a reason, or when nobody has it."""
    handed = _reasoned(session, emergency_id, "hand_on", who, reason, now)
    _must(handed, "Only an emergency that somebody has accepted can be handed on.")


def call_second(session: Session, emergency_id: UUID, who: str, now: datetime) -> None:
    """A second person is called in; the first keeps it. Raises Refused when nobody has it."""
    told = Told(change="second", at=now, values={"who": who})
    _must(
        changed(session, emergency_id, told), "Only an emergency that somebody has accepted can have a second person."
    )


def pass_to(
    session: Session, emergency_id: UUID, who: str, to: tuple[str, Plan], reason: str, now: datetime
) -> None:  # fmt: skip
    """To another roster, given with its plan. Raises Refused without a reason, and for one that is over."""
    _must(bool(reason.strip()), "Say why: a reason is kept with the case.")
    roster, plan = to
    values = {**_because(who, reason), "roster": roster, "plan": orjson.dumps(plan.as_json()).decode()}
    told = Told(change="pass_on", at=now, values=values, detail={"roster": roster, "reason": values["reason"]})
    _must(changed(session, emergency_id, told), "This emergency is over already.")


def until_morning(session: Session, emergency_id: UUID, who: str, reason: str, now: datetime) -> None:
    """It can wait: it becomes a callback for the office. Raises Refused for one that is over."""
    told = Told(change="morning", at=now, values=_because(who, reason), detail={"reason": reason})
    _must(changed(session, emergency_id, told), "This emergency is over already.")


def same_as(session: Session, emergency_id: UUID, who: str, master_id: UUID, now: datetime) -> None:
    """It is the same as `master_id`. Raises Refused for itself, and for one that is over."""
    values = {"who": who, "master": str(master_id)}
    told = Told(change="same", at=now, values=values, detail={"master": str(master_id)})
    _must(changed(session, emergency_id, told), "This emergency is over, or it is that one itself.")


def drop(session: Session, emergency_id: UUID, leg: UUID, now: datetime) -> bool:
    """The person who accepted by this `leg` was cut off before talking with the caller: it is open again."""
    return changed(session, emergency_id, Told(change="drop", at=now, values={"leg": str(leg)}))
