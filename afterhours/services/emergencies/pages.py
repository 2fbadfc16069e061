"""What a person on duty hears of emergencies: on a telephone that was rung, or on a line they ring themselves."""

from collections.abc import Callable, Mapping
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from afterhours.models import Attempt, Case, Emergency, Person, Recording
from afterhours.rules.escalation import Plan
from afterhours.services.duty.live_rosters import people_for
from afterhours.services.emergencies.standing import room_of
from afterhours.services.people.known import person_by_handle, person_with_number
from afterhours.site import Site
from ivr.domain import Context, LegFacts
from ivr.engine.asks import PageFact
from ivr.engine.words import Words
from ivr.errors import NotFound
from ivr.flowfile.names import name as canonical
from ivr.store.calls import CallWork

MOST_OTHERS = 3
STATES: Mapping[str, Literal["open", "accepted"]] = {"open": "open", "accepted": "accepted"}
PURPOSES: Mapping[str, Literal["second", "again", "ask"]] = {"second": "second", "again": "again", "ask": "ask"}

OTHERS = text("""
select e.id, c.number from emergency as e join "case" as c on c.id = e.case_id
where e.tenant = :tenant and e.service = :service and e.id <> :id and e.state in ('open', 'accepted')
order by e.state, e.raised_at desc limit :most
""")
"""Those that somebody has come first: they are what another one is likely to be the same as."""


def leg_facts(work: CallWork, leg_id: UUID) -> LegFacts:
    """The call of an attempt. Raises NotFound for one that nobody placed."""
    session = work.session
    found = session.execute(
        select(Attempt, Emergency, Case)
        .join(Emergency, Emergency.id == Attempt.emergency_id)
        .join(Case, Case.id == Emergency.case_id)
        .where(Attempt.id == leg_id)
    ).first()
    if found is None:
        raise NotFound(f"nobody was called by the attempt {leg_id}")
    attempt, emergency, case = found
    person = person_by_handle(session, attempt.person)
    return LegFacts(
        line=emergency.line,
        tenant=emergency.tenant,
        language=(person.language if person else None) or "",
        case_number=case.number,
        parent=emergency.call_id,
    )


def me(context: Context) -> tuple[Person | None, Attempt | None]:
    """The person at the telephone: whom the attempt is for, or whose own number it is."""
    session = context.work.session
    attempt = session.scalar(select(Attempt).where(Attempt.id == context.call.id))
    if attempt is not None:
        return person_by_handle(session, attempt.person), attempt
    caller = context.call.from_e164
    return (person_with_number(session, caller) if caller else None), None


def pages_of(context: Context, site: Site) -> tuple[str, ...]:
    """The emergencies to be told of: the one of the attempt, or those that concern who calls from their own number."""
    person, attempt = me(context)
    if attempt is not None:
        return (str(attempt.emergency_id),)
    return tuple(str(each.id) for each in concerning(context, site, person)) if person else ()


def concerning(context: Context, site: Site, person: Person) -> list[Emergency]:
    """Open ones they were called for or are on duty for, and those that are theirs; the oldest first."""
    session = context.work.session
    running = session.scalars(
        select(Emergency).where(Emergency.state.in_(STATES)).order_by(Emergency.state.desc(), Emergency.raised_at)
    ).all()
    handles = {person.handle, person.canonical_handle}
    called = set(session.scalars(select(Attempt.emergency_id).where(Attempt.person.in_(handles))))
    return [each for each in running if concerns(each, person, called, context, site)]


def concerns(each: Emergency, person: Person, called: set[UUID], context: Context, site: Site) -> bool:
    if each.state == "accepted":
        return canonical(each.accepted_by or "") == person.canonical_handle
    if each.id in called:
        return True
    targets = [target for level in Plan.from_json(each.plan).levels for target in level.ring]
    on_duty = people_for(context.work.session, site, each.roster, targets, context.now)
    return person.canonical_handle in {canonical(who) for who in on_duty}


def page_fact(context: Context, site: Site, emergency_id: str, playable: Callable[[UUID], str]) -> PageFact | None:
    """`playable`: the address at which the provider plays one of our recordings. None for an emergency that is gone."""
    session = context.work.session
    emergency = session.get(Emergency, UUID(emergency_id), populate_existing=True)
    person, attempt = me(context)
    if emergency is None or person is None:
        return None
    case = session.get_one(Case, emergency.case_id)
    line, request = site.book.lines.get(emergency.line), site.book.requests.get(emergency.service)
    return PageFact(
        emergency=emergency_id,
        purpose=PURPOSES.get(attempt.purpose, "page") if attempt else "page",
        me=person.handle,
        name=person.name,
        line=line.title if line and line.title else {"": emergency.line},
        service=request.title if request else title_of(site, emergency.service),
        case_number=case.number,
        place=case.location or "",
        caller=case.caller_e164 or told_number(case),
        recordings=tuple(playable(each) for each in words_of(session, case)),
        state=STATES.get(emergency.state, "over"),
        accepted_by=emergency.accepted_by or "",
        accepted_name=name_of(session, emergency.accepted_by),
        room=room_of(emergency.id) if caller_waits(session, emergency) else None,
        others=() if case.restricted else others(session, emergency),
        veiled=case.restricted is not None,
    )


def title_of(site: Site, roster: str) -> Words:
    """An emergency without a kind of request goes by its roster."""
    found = site.roster(roster)
    return found.title if found and found.title else {"": roster}


def told_number(case: Case) -> str:
    """The number a caller without one gave, as they gave it."""
    return next((each["value"] for each in case.answers if each["kind"] == "phone" and each["value"]), "")


def words_of(session: Session, case: Case) -> list[UUID]:
    """The caller's own recorded words, in the order in which they were said."""
    return list(
        session.scalars(
            select(Recording.id)
            .where(Recording.call_id == case.call_id, Recording.state != "lost")
            .order_by(Recording.created_at)
        )
    )


def name_of(session: Session, handle: str | None) -> str:
    person = person_by_handle(session, handle) if handle else None
    return person.name if person else ""


WAITING = """select (c.ended_at is null and c.state -> 'memory' ->> 'phase' in
  ('waiting', 'adding', 'talking', 'questions', 'known', 'dialling')
  and c.state -> 'memory' is not null) as waits from call as c where c.id = :call"""


def caller_waits(session: Session, emergency: Emergency) -> bool:
    """Whether the caller is still in the waiting room, or in the questions before it."""
    if emergency.call_id is None:
        return False
    row: Any = session.execute(text(WAITING), {"call": emergency.call_id}).first()
    return bool(row and row.waits)


def others(session: Session, emergency: Emergency) -> tuple[tuple[str, str], ...]:
    values = {"tenant": emergency.tenant, "service": emergency.service, "id": emergency.id, "most": MOST_OTHERS}
    return tuple((str(row.id), row.number) for row in session.execute(OTHERS, values))
