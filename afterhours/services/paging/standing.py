"""What is known of an emergency at this moment: the facts of `rules.paging.Moment`, read in the pager's transaction."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from afterhours.models import Attempt, Emergency, Person
from afterhours.rules.escalation import Plan, Target
from afterhours.rules.paging import Moment, Try
from afterhours.site import Site
from ivr.errors import Refused
from ivr.flowfile.names import name

log = logging.getLogger(__name__)

Live: TypeAlias = Callable[[Session, Site, datetime], Site]
"""The site with its rosters and calendars as they are at an instant."""
Whom: TypeAlias = Callable[[Site, str, Sequence[Target], datetime], tuple[str, ...]]
"""Who is on duty for targets of a roster at an instant: handles in order, nobody twice."""
Usable: TypeAlias = Callable[[Session, Collection[str], datetime], Mapping[str, Sequence[str]]]
"""Handle -> the numbers (E.164, in order) that answered a test call."""

UNRECKONED = (Refused, LookupError, ValueError, ArithmeticError)
ALONE = text("""
select pg_advisory_xact_lock(hashtext('rung ' || handle))
from (select handle from unnest(cast(:handles as text[])) as handle order by handle) as each
""")
"""Two emergencies that ring the same people are decided one after the other, on whatever machines."""
RINGING = text("""
select person, emergency_id = :emergency as here from attempt
where kind = 'call' and state <> 'over' and (state <> 'waiting' or exists (
  select from outbox where idempotency_key = 'page.call ' || attempt.id))
""")
ENGAGED = text("""
select accepted_by from emergency where state = 'accepted' and id <> :emergency
union select who from emergency_event where emergency_id = :emergency and what = 'handed_on'
""")
DEFERRED = text("""
select id from attempt where emergency_id = :emergency and kind = 'call' and state = 'waiting'
  and not exists (select from outbox where idempotency_key = 'page.call ' || attempt.id)
""")
DECLINED = text("""
select distinct a.person from attempt as a join emergency as e on e.id = a.emergency_id
where e.id = :emergency and a.kind = 'call' and a.result = 'declined' and a.round = e.round
  and a.created_at >= coalesce((select max(at) from emergency_event
    where emergency_id = e.id and what in ('handed_on', 'passed_on')), '-infinity')
""")
TEXTED = text("""
select distinct person from attempt where emergency_id = :emergency and kind = 'text' and purpose = 'page'
  and created_at >= coalesce((select max(at) from emergency_event
    where emergency_id = :emergency and what in ('handed_on', 'passed_on')), '-infinity')
""")


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the pager finds people: rosters, and what is known of their numbers."""

    live: Live
    whom: Whom
    usable: Usable


def moment_of(session: Session, emergency: Emergency, site: Site, now: datetime, sources: Sources) -> Moment:
    """The moment, with everybody's telephone reserved until the end of the transaction."""
    plan = Plan.from_json(emergency.plan)
    live = live_site(session, site, now, sources)
    duty = [on_duty(live, emergency, level.ring, now, sources) for level in plan.levels]
    texts = [on_duty(live, emergency, level.text, now, sources) for level in plan.levels]
    everybody = sorted({person for people in (*duty, *texts) for person in people})
    session.execute(ALONE, {"handles": everybody})
    here, elsewhere = ringing(session, emergency.id)
    return Moment(
        plan=plan,
        round=emergency.round,
        level=emergency.level,
        now=now,
        duty=duty,
        text=texts,
        numbers=sources.usable(session, everybody, now),
        untested=all_numbers(session, everybody),
        tries=_tries(session, emergency),
        again=_again(session, emergency),
        ringing=here,
        elsewhere=elsewhere,
        engaged=_handles(session, ENGAGED, emergency.id),
        texted=_handles(session, TEXTED, emergency.id),
        declined=_handles(session, DECLINED, emergency.id),
    )


def live_site(session: Session, site: Site, now: datetime, sources: Sources) -> Site:
    """With what the desk has entered; where that cannot be understood, as rosters.yaml has it."""
    try:
        return sources.live(session, site, now)
    except UNRECKONED:
        log.exception("what was entered into the rosters cannot be reckoned; they count as they are written")
        return site


def on_duty(
    live: Site, emergency: Emergency, targets: Sequence[Target], now: datetime, sources: Sources
) -> tuple[str, ...]:
    """Handles as they are compared. A roster that cannot be reckoned makes its level empty, and stops no other."""
    try:
        handles = sources.whom(live, emergency.roster, targets, now)
    except UNRECKONED:
        log.exception("who is on duty cannot be said; the level counts as empty")
        return ()
    return tuple(dict.fromkeys(name(handle) for handle in handles))


def all_numbers(session: Session, handles: Collection[str]) -> Mapping[str, Sequence[str]]:
    """Handle -> every number (E.164), in order, whatever is known of it."""
    found = session.execute(select(Person.canonical_handle, Person.numbers).where(Person.canonical_handle.in_(handles)))
    return {handle: tuple(numbers) for handle, numbers in found}


def ringing(session: Session, emergency_id: UUID) -> tuple[frozenset[str], frozenset[str]]:
    """Who is rung or in a call: for this emergency, and for another."""
    here: set[str] = set()
    elsewhere: set[str] = set()
    for row in session.execute(RINGING, {"emergency": emergency_id}):
        (here if row.here else elsewhere).add(name(row.person))
    return frozenset(here), frozenset(elsewhere)


def _handles(session: Session, statement: object, emergency_id: UUID) -> frozenset[str]:
    found = session.scalars(statement, {"emergency": emergency_id})  # type: ignore[call-overload]
    return frozenset(name(handle) for handle in found if handle)


def _tries(session: Session, emergency: Emergency) -> list[Try]:
    """The calls of the level that runs."""
    of_level = select(Attempt).where(
        Attempt.emergency_id == emergency.id,
        Attempt.kind == "call",
        Attempt.purpose == "page",
        Attempt.round == emergency.round,
        Attempt.level == emergency.level - 1,
        Attempt.again == 0,
    )
    deferred = set(session.scalars(DEFERRED, {"emergency": emergency.id}))
    found = session.scalars(of_level.order_by(Attempt.id))
    return [_try(each, each.id in deferred) for each in found if each.result != "passed_over"]


def _again(session: Session, emergency: Emergency) -> Try | None:
    active = select(Attempt).where(
        Attempt.emergency_id == emergency.id,
        Attempt.kind == "call",
        Attempt.purpose == "again",
        Attempt.state != "over",
    )
    found = session.scalars(active.order_by(Attempt.id.desc()).limit(1)).first()
    return _try(found) if found else None


def _try(attempt: Attempt, deferred: bool = False) -> Try:
    return Try(
        person=name(attempt.person),
        number=attempt.to_e164,
        began_at=attempt.created_at,
        over=attempt.state == "over",
        result=attempt.result,
        deferred=deferred,
    )
