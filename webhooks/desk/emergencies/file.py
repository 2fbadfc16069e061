"""Emergencies as read from the tables: the list, and each with its attempts and events. Words are `emergency_words`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, Select, func, select, tuple_

from afterhours.models import Attempt, Call, Case, Emergency, EmergencyEvent, Person
from ivr.errors import NotFound
from ivr.flowfile.names import name as canonical
from webhooks.desk.access import Desk

LIVE = ("open", "accepted")
JOINED = "joined"
MOST_LIVE, PAGE = 200, 25
NEWEST_FIRST = (Emergency.raised_at.desc(), Emergency.id.desc())


@dataclass(frozen=True, slots=True)
class Listed:
    """One emergency of the list. `calling`: handles of those whose telephone rings; `joined`: cases that are the same.

    `on_line`: the caller has not hung up.
    """

    emergency: Emergency
    case: Case
    on_line: bool
    calling: tuple[str, ...]
    joined: int


@dataclass(frozen=True, slots=True)
class Overview:
    """`live`: open ones first, the longest waiting on top. `older`: the id to go on before. `people`: `people_of`."""

    live: Sequence[Listed]
    over: Sequence[Listed]
    older: UUID | None
    people: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EmergencyFile:
    """One emergency with all that happened to it. `master` and `joined`: cases that are the same."""

    emergency: Emergency
    case: Case
    call: Call | None
    events: Sequence[EmergencyEvent]
    attempts: Sequence[Attempt]
    master: Case | None
    joined: Sequence[Case]
    people: Mapping[str, str]


def overview(desk: Desk, before: UUID | None) -> Overview:
    """What waits and what is being dealt with, all of it; what is over, by pages.

    What is the same as another is not listed beside it: forty calls about one pipe are one line, which counts them.
    """
    state = Emergency.state
    live = desk.session.execute(
        chosen(desk).where(state.in_(LIVE)).order_by(state.desc(), Emergency.raised_at).limit(MOST_LIVE)
    )
    over = chosen(desk).where(state.not_in((*LIVE, JOINED))).order_by(*NEWEST_FIRST).limit(PAGE + 1)
    if before:
        place = select(Emergency.raised_at, Emergency.id).where(Emergency.id == before, desk.own(Emergency.tenant))
        over = over.where(tuple_(Emergency.raised_at, Emergency.id) < place.scalar_subquery())
    found, ended = listed(desk, live.all()), listed(desk, desk.session.execute(over).all())
    everybody = [who for each in (*found, *ended) for who in (each.emergency.accepted_by, each.emergency.ended_by)]
    everybody += [handle for each in found for handle in each.calling]
    older = ended[PAGE - 1].emergency.id if len(ended) > PAGE else None
    return Overview(found, ended[:PAGE], older, people_of(desk, everybody))


def chosen(desk: Desk) -> Select[Emergency, Case, Call]:
    return (
        select(Emergency, Case, Call)
        .join(Case, Case.id == Emergency.case_id)
        .outerjoin(Call, Call.id == Emergency.call_id)
        .where(desk.seen())
    )


def listed(desk: Desk, rows: Sequence[Row[Emergency, Case, Call]]) -> list[Listed]:
    ids = [emergency.id for emergency, _, _ in rows]
    ringing = (
        select(Attempt.emergency_id, Attempt.person)
        .where(Attempt.emergency_id.in_(ids), Attempt.kind == "call", Attempt.state.in_(("placed", "answered")))
        .order_by(Attempt.created_at)
    )
    same = select(Emergency.master_id, func.count()).where(Emergency.master_id.in_(ids)).group_by(Emergency.master_id)
    calls = desk.session.execute(ringing).all() if ids else []
    joined = {row[0]: row[1] for row in desk.session.execute(same)} if ids else {}
    return [
        Listed(
            emergency,
            case,
            call is not None and call.ended_at is None,
            tuple(person for which, person in calls if which == emergency.id),
            joined.get(emergency.id, 0),
        )
        for emergency, case, call in rows
    ]


def files_of(desk: Desk, number: str) -> list[EmergencyFile]:
    """Every emergency of the case with this number (digits), in the order of their raising.

    Raises NotFound when there is none, and likewise when it is another council's.
    """
    rows = desk.session.execute(chosen(desk).where(Case.number == number).order_by(Emergency.raised_at)).all()
    if not rows:
        raise NotFound("no such emergency")
    return [file_of(desk, *row) for row in rows]


def files_of_case(desk: Desk, case: Case) -> list[EmergencyFile]:
    """The same for a case that may have none."""
    rows = desk.session.execute(chosen(desk).where(Case.id == case.id).order_by(Emergency.raised_at)).all()
    return [file_of(desk, *row) for row in rows]


def file_of(desk: Desk, emergency: Emergency, case: Case, call: Call | None) -> EmergencyFile:
    events = desk.session.scalars(
        select(EmergencyEvent)
        .where(EmergencyEvent.emergency_id == emergency.id, desk.own(EmergencyEvent.tenant))
        .order_by(EmergencyEvent.at, EmergencyEvent.id)
    ).all()
    attempts = desk.session.scalars(
        select(Attempt)
        .where(Attempt.emergency_id == emergency.id, desk.own(Attempt.tenant))
        .order_by(Attempt.created_at, Attempt.id)
    ).all()
    others = desk.cases().join(Emergency, Emergency.case_id == Case.id)
    everybody = [emergency.accepted_by, emergency.ended_by, *(each.who for each in events)]
    return EmergencyFile(
        emergency=emergency,
        case=case,
        call=call,
        events=events,
        attempts=attempts,
        master=desk.session.scalar(others.where(Emergency.id == emergency.master_id)) if emergency.master_id else None,
        joined=desk.session.scalars(
            others.where(Emergency.master_id == emergency.id).order_by(Emergency.raised_at)
        ).all(),
        people=people_of(desk, [*everybody, *(each.person for each in attempts), *named_in(emergency)]),
    )


def named_in(emergency: Emergency) -> Iterable[str]:
    """The handles that the plan itself names."""
    for level in emergency.plan.get("levels", ()):
        yield from (name for kind, name in level["ring"] if kind == "person")


def people_of(desk: Desk, handles: Iterable[str | None]) -> Mapping[str, str]:
    """Handle in its canonical form -> name; who is not known here is called by the handle."""
    asked = {canonical(handle) for handle in handles if handle}
    query = select(Person.canonical_handle, Person.name).where(Person.canonical_handle.in_(asked))
    return {row.canonical_handle: row.name for row in desk.session.execute(query)} if asked else {}


def people_to_name(desk: Desk, tenant: str) -> list[tuple[str, str]]:
    """(handle, name) of the council's people, for whoever writes down who has taken an emergency."""
    query = select(Person.handle, Person.name).where(Person.tenant == tenant, desk.own(Person.tenant))
    return [(row.handle, row.name) for row in desk.session.execute(query.order_by(Person.name))]
