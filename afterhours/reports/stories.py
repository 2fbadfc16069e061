"""The emergencies of a night with their stories: what happened, and every call and text, in order."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from afterhours.models import Attempt, Case, Emergency, EmergencyEvent
from afterhours.reports.facts import UNFINISHED, CaseTold, Step, Story
from afterhours.rules.lifecycle import FINISHED

MOST = 500
"""So many emergencies of a night are told; of more, those that wait and those that others were joined to come first."""

Tell = Callable[[Case], CaseTold]


def stories(
    session: Session, tenant: str, since: datetime, until: datetime, tell: Tell, seen: ColumnElement[bool]
) -> tuple[Story, ...]:
    """What waits first, then in the order of their raising. Those joined to another are told with it.

    `seen`: which cases the reader may see.
    """
    found = emergencies(session, tenant, since, until, seen)
    found |= masters(session, tenant, found.values(), seen)
    cases = cases_of(session, found.values())
    joined = defaultdict(list)
    for each in sorted(found.values(), key=lambda one: one.raised_at):
        if each.master_id in found:
            joined[each.master_id].append(tell(cases[each.case_id]))
    alone = [each for each in found.values() if each.master_id not in found]
    steps = steps_of(session, [each.id for each in alone])
    told = [story(each, cases[each.case_id], tell, joined[each.id], steps[each.id]) for each in alone]
    return tuple(sorted(told, key=lambda each: (each.rank, each.raised_at)))


def emergencies(
    session: Session, tenant: str, since: datetime, until: datetime, seen: ColumnElement[bool]
) -> dict[UUID, Emergency]:
    """Raised in the night, or still to be seen to."""
    of_the_night = (Emergency.raised_at >= since) & (Emergency.raised_at < until)
    left = (Emergency.state == "morning") & Case.status.not_in(FINISHED)
    query = (
        select(Emergency)
        .join(Case, Case.id == Emergency.case_id)
        .where(Emergency.tenant == tenant, Emergency.raised_at < until, seen)
        .where(or_(of_the_night, Emergency.state.in_(UNFINISHED), left))
        .order_by(Emergency.state.not_in(UNFINISHED), Emergency.master_id.is_not(None), Emergency.raised_at)
        .limit(MOST)
    )
    return {each.id: each for each in session.scalars(query)}


def masters(
    session: Session, tenant: str, found: Iterable[Emergency], seen: ColumnElement[bool]
) -> dict[UUID, Emergency]:
    """Those that emergencies of the night were joined to, raised before it."""
    wanted = {each.master_id for each in found if each.master_id}
    query = select(Emergency).join(Case, Case.id == Emergency.case_id)
    query = query.where(Emergency.id.in_(wanted), Emergency.tenant == tenant, seen)
    return {each.id: each for each in session.scalars(query)} if wanted else {}


def cases_of(session: Session, found: Iterable[Emergency]) -> Mapping[UUID, Case]:
    wanted = {each.case_id for each in found}
    return {each.id: each for each in session.scalars(select(Case).where(Case.id.in_(wanted)))} if wanted else {}


def steps_of(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, list[Step]]:
    """Emergency -> its steps, in order."""
    steps: dict[UUID, list[Step]] = defaultdict(list)
    if ids:
        for event in session.scalars(select(EmergencyEvent).where(EmergencyEvent.emergency_id.in_(ids))):
            steps[event.emergency_id].append(
                Step(event.at, "event", event.what, event.who, reason=reason_in(event.detail))
            )
        for attempt in session.scalars(select(Attempt).where(Attempt.emergency_id.in_(ids))):
            at = attempt.placed_at or attempt.created_at
            steps[attempt.emergency_id].append(
                Step(at, attempt.kind, attempt.result or "", attempt.person, attempt.purpose)
            )
    for each in steps.values():
        each.sort(key=lambda step: step.at)
    return steps


def reason_in(detail: Mapping[str, Any]) -> str:
    return str(detail.get("reason") or "")


def story(found: Emergency, case: Case, tell: Tell, joined: list[CaseTold], steps: list[Step]) -> Story:
    return Story(
        case=tell(case),
        state=found.state,
        service=found.service,
        roster=found.roster,
        raised_at=found.raised_at,
        round=found.round,
        accepted_at=found.accepted_at,
        accepted_by=found.accepted_by,
        joined_at=found.joined_at,
        ended_at=found.ended_at,
        ended_by=found.ended_by,
        reason=found.reason,
        alarmed=found.alarmed_at is not None,
        handled=case.status in FINISHED,
        joined=tuple(joined),
        steps=tuple(steps),
    )
