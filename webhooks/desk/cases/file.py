"""One case with its whole story, as read from the tables. What it is called on the page is `words` and `story`."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from afterhours.models import (
    Call,
    Case,
    CaseEvent,
    Contact,
    ContactNumber,
    Emergency,
    Person,
    Recording,
    TextMessage,
    Turn,
)
from ivr.flowfile.names import name as canonical
from webhooks.desk.access import Desk
from webhooks.desk.visible import names_no_hidden_case
from webhooks.roles import Permission

EARLIER = 5
"""So many earlier cases of the same number are shown."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """`contacts` is empty without the permission to read them; `possible` counts them all the same."""

    case: Case
    call: Call | None
    turns: Sequence[Turn]
    events: Sequence[CaseEvent]
    texts: Sequence[TextMessage]
    """To and from the caller; those to people on duty are told with the emergency."""
    legs: Sequence[Call]
    possible: int
    contacts: Sequence[Contact]
    earlier: Sequence[Case]
    people: dict[str, str]
    """Handle in its canonical form -> name, of everybody who was rung."""
    recordings: dict[str, Recording]
    """The provider's id -> what this service knows of it; empty without the permission to hear."""
    may_hear: bool


def open_case_file(desk: Desk, number: str) -> CaseFile:
    """The case with this number (digits), written into the audit as seen.

    Raises NotFound when there is none, and likewise when it is another council's.
    """
    case = desk.case_numbered(number)
    names = Permission.READ_CONTACTS in desk.visitor.permissions
    hears = Permission.HEAR_RECORDINGS in desk.visitor.permissions
    turns = turns_of(desk, case)
    file = CaseFile(
        case=case,
        call=desk.session.get(Call, case.call_id) if case.call_id else None,
        turns=turns,
        events=events_of(desk, case),
        texts=texts_of(desk, case),
        legs=legs_of(desk, case),
        possible=possible_contacts(desk, case),
        contacts=contacts_of(desk, case) if names else [],
        earlier=earlier_cases(desk, case),
        people=people_told(desk, case, turns),
        recordings=recordings_of(desk, case) if hears else {},
        may_hear=hears,
    )
    desk.note(case.tenant, "case.seen", f"case {case.number}", contacts=len(file.contacts))
    return file


def events_of(desk: Desk, case: Case) -> Sequence[CaseEvent]:
    told = (CaseEvent.case_id == case.id, desk.own(CaseEvent.tenant), names_no_hidden_case(desk.visitor))
    query = select(CaseEvent).where(*told)
    return desk.session.scalars(query.order_by(CaseEvent.at, CaseEvent.id)).all()


def texts_of(desk: Desk, case: Case) -> Sequence[TextMessage]:
    emergencies = select(Emergency.id).where(Emergency.case_id == case.id)
    about = or_(TextMessage.call_id == case.call_id, TextMessage.emergency_id.in_(emergencies))
    query = select(TextMessage).where(about, TextMessage.person.is_(None), desk.own(TextMessage.tenant))
    return desk.session.scalars(query.order_by(TextMessage.created_at)).all()


def turns_of(desk: Desk, case: Case) -> Sequence[Turn]:
    query = select(Turn).where(Turn.call_id == case.call_id, desk.own(Turn.tenant)).order_by(Turn.number)
    return desk.session.scalars(query).all() if case.call_id else []


def legs_of(desk: Desk, case: Case) -> Sequence[Call]:
    query = select(Call).where(Call.parent_id == case.call_id, desk.own(Call.tenant)).order_by(Call.started_at)
    return desk.session.scalars(query).all() if case.call_id else []


def recordings_of(desk: Desk, case: Case) -> dict[str, Recording]:
    query = select(Recording).where(Recording.call_id == case.call_id, desk.own(Recording.tenant))
    found = desk.session.scalars(query).all() if case.call_id else []
    return {each.provider_recording_id: each for each in found}


def possible_contacts(desk: Desk, case: Case) -> int:
    """How many records of the case's own council have the caller's number."""
    if not case.own_number:
        return 0
    of_number = (ContactNumber.tenant == case.tenant, ContactNumber.e164 == case.own_number)
    return desk.session.scalar(select(func.count()).where(*of_number)) or 0


def contacts_of(desk: Desk, case: Case) -> Sequence[Contact]:
    if not case.own_number:
        return []
    query = (
        select(Contact)
        .join(ContactNumber)
        .where(ContactNumber.tenant == case.tenant, ContactNumber.e164 == case.own_number, desk.own(Contact.tenant))
        .options(selectinload(Contact.numbers))
        .order_by(Contact.name)
        .limit(10)
    )
    return desk.session.scalars(query).all()


def earlier_cases(desk: Desk, case: Case) -> Sequence[Case]:
    """The council's last cases from the same number before this one."""
    if not case.own_number:
        return []
    query = (
        desk.cases()
        .where(Case.tenant == case.tenant, Case.caller_e164 == case.own_number, Case.opened_at < case.opened_at)
        .order_by(Case.opened_at.desc())
        .limit(EARLIER)
    )
    return desk.session.scalars(query).all()


def people_told(desk: Desk, case: Case, turns: Sequence[Turn]) -> dict[str, str]:
    handles = {event["data"].get("who") for turn in turns for event in turn.events if event["kind"] == "rang"}
    handles |= {entry["who"] for entry in case.action_taken if "who" in entry}
    if not handles:
        return {}
    asked = [canonical(handle) for handle in handles if handle]
    query = select(Person.canonical_handle, Person.name).where(Person.canonical_handle.in_(asked))
    return {row.canonical_handle: row.name for row in desk.session.execute(query)}
