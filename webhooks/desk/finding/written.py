"""All that is written of cases and that this visitor may read, beside what a row of the list shows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from afterhours.models import Case, CaseEvent, Complaint, Contact, ContactNumber, Recording, ScriptAnswer
from webhooks.desk.access import Desk
from webhooks.desk.names import Names
from webhooks.roles import Permission

Texts: TypeAlias = Mapping[UUID, Sequence[tuple[str, str]]]
"""Case -> (what it is, the text)."""
Cases: TypeAlias = Mapping[UUID, Case]


def texts_of(desk: Desk, cases: Sequence[Case], names: Names) -> Texts:
    """What the row does not show, in the order in which it is shown."""
    found: defaultdict[UUID, list[tuple[str, str]]] = defaultdict(list)
    allowed, by_id = desk.visitor.permissions, {case.id: case for case in cases}
    for case in cases:
        found[case.id] += own_texts(case, names, with_name=Permission.READ_CONTACTS in allowed)
    more = [said_aloud(desk, by_id)] if Permission.HEAR_RECORDINGS in allowed else []
    more += [notes(desk, by_id), scripts(desk, by_id)]
    more += [complaints(desk, by_id)] if Permission.LEAD_COMPLAINTS in allowed else []
    more += [on_record(desk, cases)] if Permission.READ_CONTACTS in allowed else []
    for each in more:
        for case_id, name, text in each:
            found[case_id].append((name, text))
    return found


def own_texts(case: Case, names: Names, *, with_name: bool) -> Iterator[tuple[str, str]]:
    for answer in case.answers:
        if answer.get("value"):
            yield names.question(case.service, answer["question"]), str(answer["value"])
    if case.contact_number:
        yield _("Number to reach them at"), names.phone(case.contact_number, case.tenant)
    if with_name and case.caller_name:
        yield _("Caller's name"), case.caller_name


def said_aloud(desk: Desk, cases: Cases) -> Iterator[tuple[UUID, str, str]]:
    by_call = {case.call_id: case.id for case in cases.values() if case.call_id}
    query = select(Recording.call_id, Recording.transcript).where(
        Recording.call_id.in_(by_call), desk.own(Recording.tenant), Recording.transcript.is_not(None),
        Recording.kind != "talk",
    )  # fmt: skip
    for row in desk.session.execute(query.order_by(Recording.created_at)):
        yield by_call[row.call_id], _("The caller said"), row.transcript


def notes(desk: Desk, cases: Cases) -> Iterator[tuple[UUID, str, str]]:
    text = CaseEvent.detail["text"].astext
    query = select(CaseEvent.case_id, CaseEvent.what, text.label("text")).where(
        CaseEvent.case_id.in_(cases), desk.own(CaseEvent.tenant), CaseEvent.detail.has_key("text")
    )
    for row in desk.session.execute(query.order_by(CaseEvent.at)):
        yield row.case_id, _("Done") if row.what == "did" else _("Note"), row.text


def scripts(desk: Desk, cases: Cases) -> Iterator[tuple[UUID, str, str]]:
    query = select(ScriptAnswer.case_id, ScriptAnswer.value).where(
        ScriptAnswer.case_id.in_(cases), desk.own(ScriptAnswer.tenant)
    )
    for row in desk.session.execute(query.order_by(ScriptAnswer.at)):
        yield row.case_id, _("Script"), row.value


def complaints(desk: Desk, cases: Cases) -> Iterator[tuple[UUID, str, str]]:
    query = select(Complaint).where(Complaint.case_id.in_(cases), desk.own(Complaint.tenant))
    for each in desk.session.scalars(query):
        for name, text in (
            (_("To whom, or why not"), each.warm_transfer_note),
            (_("Remedy"), each.remedy),
            (_("Lessons"), each.lessons),
        ):
            if text:
                yield each.case_id, name, text


def on_record(desk: Desk, cases: Iterable[Case]) -> Iterator[tuple[UUID, str, str]]:
    by_number = defaultdict(list)
    for case in cases:
        if case.own_number:
            by_number[case.tenant, case.own_number].append(case.id)
    numbers = {number for _tenant, number in by_number}
    query = select(Contact.tenant, ContactNumber.e164, Contact.name).join(ContactNumber)
    query = query.where(ContactNumber.e164.in_(numbers), desk.own(ContactNumber.tenant), desk.own(Contact.tenant))
    for row in desk.session.execute(query):
        for case_id in by_number.get((row.tenant, row.e164), ()):
            yield case_id, _("Name on record for the number"), row.name
