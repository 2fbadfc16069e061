"""The pager: takes one emergency after the other that has something due, and moves it on, each in one transaction.

The emergency's row is locked while it is worked at, and skipped by everybody else: a process that is killed leaves
nothing behind but a transaction that never was. What leaves the house is in the outbox by the same commit. Calling
people, the alarm, and what follows from events are separate pieces of work: whatever fails in one, and is left alone
for a moment, holds up neither the others nor another emergency.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Session

from afterhours.models import Emergency, EmergencyEvent
from afterhours.services.paging.attempts import tell
from afterhours.services.paging.consequences import follow
from afterhours.services.paging.deciding import go_on
from afterhours.services.paging.hung_up import is_the_known_one
from afterhours.services.paging.reaching import Work, ask
from afterhours.services.paging.standing import Sources
from afterhours.site import Site
from ivr.clock import Clock
from ivr.errors import Unavailable
from ivr.logs import trace
from ivr.store.database import Database

log = logging.getLogger(__name__)

BATCH = 20
"""So many emergencies of a storm are decided before their calls leave."""
LEFT_ALONE = timedelta(seconds=5)
NO_STANDSTILL = text("set local idle_in_transaction_session_timeout = '10s'")
"""A process that stands still in the middle of its work (a machine that was paused) loses its locks."""
CONTENDED = frozenset({"55P03", "40P01"})
"""SQLSTATE lock_not_available, deadlock_detected: somebody else is at the same people; no reason to stop for all."""
ONE = "and id <> all(:failing) order by due_at nulls first limit 1 for update skip locked"
CALL = f"select id from emergency where state in ('open', 'accepted') and due_at <= ivr_now() {ONE}"  # noqa: S608
ALARM = f"select id from emergency where state = 'open' and alarm_at <= ivr_now() {ONE}"  # noqa: S608
FOLLOW = f"""select id from emergency
where id in (select emergency_id from emergency_event where worked_at is null) {ONE}"""  # noqa: S608


class Pager:
    """One for each process; any number of them on any machines. `real_clock`: how long a failure is left alone."""

    def __init__(self, database: Database, site: Callable[[], Site], sources: Sources, real_clock: Clock) -> None:
        self._database, self._site, self._sources, self._clock = database, site, sources, real_clock
        self._failed = {claim: Failures() for claim in PIECES}

    def work(self) -> int:
        """What is due now, up to a batch of each kind; how many pieces of work were done. Raises DatabaseGone."""
        return sum(self._some(claim, piece) for claim, piece in PIECES.items())

    def _some(self, claim: str, piece: Callable[[Work], None]) -> int:
        done = 0
        while done < BATCH and self._one(claim, piece):
            done += 1
        return done

    def _one(self, claim: str, piece: Callable[[Work], None]) -> bool:
        """One emergency; False when nothing is due."""
        failing = self._failed[claim].at(self._clock)
        taken: UUID | None = None
        try:
            with self._database.transaction() as session:
                session.execute(NO_STANDSTILL)
                taken = session.scalar(CLAIMS[claim], {"failing": failing})
                if taken is None:
                    return False
                self._move(session, taken, piece)
        except Exception as error:
            if taken is None or (isinstance(error, Unavailable) and not is_contended(error)):
                raise
            log.exception("an emergency could not be moved on; it is tried again in a moment")
            self._failed[claim].add(taken, self._clock)
        return True

    def _move(self, session: Session, emergency_id: UUID, piece: Callable[[Work], None]) -> None:
        """What was read by the claim may be older than its lock: everything is read again."""
        emergency = session.get_one(Emergency, emergency_id, populate_existing=True)
        now = session.scalar(text("select ivr_now()"))
        with trace(call=emergency.call_id, tenant=emergency.tenant):
            piece(Work(session, emergency, self._site(), now, self._sources))


def is_contended(error: Exception) -> bool:
    """Whether it was only somebody else's lock."""
    cause = error.__cause__
    return getattr(cause, "sqlstate", getattr(getattr(cause, "orig", None), "sqlstate", None)) in CONTENDED


class Failures:
    """What failed lately, and until when it is left alone (real time)."""

    def __init__(self) -> None:
        self._until: dict[UUID, datetime] = {}

    def add(self, emergency: UUID, clock: Clock) -> None:
        self._until[emergency] = clock.now() + LEFT_ALONE

    def at(self, clock: Clock) -> list[UUID]:
        self._until = {each: until for each, until in self._until.items() if until > clock.now()}
        return list(self._until)


def follow_events(work: Work) -> None:
    """What follows from everything that has happened, in the order in which it did."""
    waiting = select(EmergencyEvent).where(
        EmergencyEvent.emergency_id == work.emergency.id, EmergencyEvent.worked_at.is_(None)
    )
    for event in work.session.scalars(waiting.order_by(EmergencyEvent.at, EmergencyEvent.id)).all():
        follow(work, event)


def sound_the_alarm(work: Work) -> None:
    """Nobody has accepted in time: told once, and the rounds go on."""
    emergency = work.emergency
    if emergency.state == "open" and emergency.alarm_at is not None and emergency.alarm_at <= work.now:
        tell(work.session, emergency, "alarm", work.now, follows=True)
        emergency.alarm_at, emergency.alarmed_at = None, work.now


def call_people(work: Work) -> None:
    """The next step of an open emergency; the next question about an accepted one."""
    emergency = work.emergency
    if emergency.due_at is None or emergency.due_at > work.now:
        return
    if emergency.state == "open" and not is_the_known_one(work):
        go_on(work.session, emergency, work.site, work.now, work.sources)
    elif emergency.state == "accepted":
        ask(work)


PIECES: Mapping[str, Callable[[Work], None]] = {CALL: call_people, ALARM: sound_the_alarm, FOLLOW: follow_events}
"""Claim -> what is done with the emergency that it finds; calling people comes first."""
CLAIMS: Mapping[str, TextClause] = {claim: text(claim) for claim in PIECES}
