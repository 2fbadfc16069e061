"""Carries out a decision of `rules.paging`: attempts, what lets them leave, notes, and when somebody looks again."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from afterhours.models import Attempt, Emergency, EmergencyEvent
from afterhours.rules.paging import Decision, Moment, Note, Ring, decide, reachable
from afterhours.services.paging.attempts import Planned, call, make, place, tell, text_to
from afterhours.services.paging.standing import DEFERRED, Sources, moment_of
from afterhours.site import Site
from ivr.phone import takes_texts


def go_on(session: Session, emergency: Emergency, site: Site, now: datetime, sources: Sources) -> None:
    """The next step of an open emergency that is due."""
    moment = moment_of(session, emergency, site, now, sources)
    decision = decide(moment)
    for note in decision.notes:
        _note(session, emergency, note, now)
    _place_deferred(session, emergency, decision, now)
    for ring in decision.rings:
        _ring(session, emergency, ring, now)
    _pass_over(session, emergency, decision, moment, now)
    for person in decision.texts:
        if to := _textable(person, moment):
            text_to(session, emergency, person, to, "page", now)
    if (decision.round, decision.level) != (emergency.round, emergency.level):
        _give_up_deferred(session, emergency, now)
    emergency.round, emergency.level, emergency.due_at = decision.round, decision.level, decision.due_at


def _ring(session: Session, emergency: Emergency, ring: Ring, now: datetime) -> None:
    planned = Planned(
        kind="call",
        person=ring.person,
        to=ring.number,
        round=emergency.round,
        level=ring.level,
        number_at=ring.number_at,
    )
    if ring.deferred:
        make(session, emergency, planned, now)
    else:
        call(session, emergency, planned, now)


def _pass_over(session: Session, emergency: Emergency, decision: Decision, moment: Moment, now: datetime) -> None:
    for passed in decision.passed:
        number = reachable(moment)[passed.person][0]
        planned = Planned(
            kind="call",
            person=passed.person,
            to=number,
            round=emergency.round,
            level=passed.level,
            result="passed_over",
        )
        make(session, emergency, planned, now)


def _place_deferred(session: Session, emergency: Emergency, decision: Decision, now: datetime) -> None:
    for attempt in _waiting(session, emergency):
        if attempt.person in decision.placed:
            place(session, emergency, attempt.id, now)


def _waiting(session: Session, emergency: Emergency) -> list[Attempt]:
    """Calls of the level that runs and have not been placed; placing one twice changes nothing."""
    waiting = select(Attempt).where(
        Attempt.emergency_id == emergency.id,
        Attempt.kind == "call",
        Attempt.state == "waiting",
        Attempt.round == emergency.round,
        Attempt.level == emergency.level - 1,
    )
    return list(session.scalars(waiting))


def _give_up_deferred(session: Session, emergency: Emergency, now: datetime) -> None:
    """Whose earlier call lasted longer than the level is not rung for it any more."""
    deferred = list(session.scalars(DEFERRED, {"emergency": emergency.id}))
    if deferred:
        over = {"state": "over", "result": "superseded", "ended_at": now}
        session.execute(update(Attempt).where(Attempt.id.in_(deferred), Attempt.created_at < now).values(over))


def _textable(person: str, moment: Moment) -> str | None:
    return next((number for number in reachable(moment).get(person, ()) if takes_texts(number)), None)


def _note(session: Session, emergency: Emergency, note: Note, now: datetime) -> None:
    """Once for each level, and once for each person: the event, from which an alarm follows."""
    known = select(EmergencyEvent.id).where(
        EmergencyEvent.emergency_id == emergency.id,
        EmergencyEvent.what == note.what,
        EmergencyEvent.who.is_not_distinct_from(note.who),
    )
    if note.who is None:
        known = known.where(EmergencyEvent.detail["level"].as_integer() == note.level)
    if session.scalar(known.limit(1)) is None:
        detail = {"round": emergency.round, "level": note.level}
        tell(session, emergency, note.what, now, note.who, detail, follows=True)
        session.flush()
