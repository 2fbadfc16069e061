"""Taking over the people who may be rung, from a CSV file: columns handle, name, numbers, email, language."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Person
from afterhours.services.imports.cells import Origin, language_in, numbers_in, text_in, twice
from afterhours.services.imports.file import BadRow, ImportReport, Row, read_table
from afterhours.services.people.known import forget_dropped
from ivr.errors import Refused
from ivr.flowfile.names import name, shown

COLUMNS = ("handle", "name", "numbers", "email", "language")
REQUIRED = ("handle", "name", "numbers")
HANDLE = re.compile(r"[^\W\d_][\w]*")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as the file has them."""

    line: int
    handle: str
    name: str
    numbers: list[str]
    email: str | None
    language: str | None


def import_people(session: Session, data: bytes, origin: Origin, now: datetime, *, dry_run: bool) -> ImportReport:
    """Add and change people by handle; nobody is removed. Repeating it changes nothing. New numbers are untested.

    Raises Refused when the file's headings cannot be used.
    """
    report = ImportReport(dry_run=dry_run)
    people = read_people(read_table(data, COLUMNS, REQUIRED), origin, report)
    known = {person.canonical_handle: person for person in session.scalars(select(Person))}
    for each in people:
        held = known.get(name(each.handle))
        if held is not None and held.tenant != origin.tenant:
            report.bad.append(BadRow(each.line, f'"{each.handle}" is a person of {held.tenant} already'))
    report.bad.sort(key=lambda bad: bad.line)
    for each in [] if report.refused else people:
        take_over(session, each, known.get(name(each.handle)), origin, now, report)
    forget_dropped(session)
    return report


def read_people(rows: list[Row], origin: Origin, report: ImportReport) -> list[PersonRow]:
    found = []
    for row in rows:
        try:
            found.append(person_row(row, origin))
        except Refused as error:
            report.bad.append(BadRow(row.line, str(error)))
    report.bad += twice(((each.line, name(each.handle)) for each in found), "handle")
    return found


def person_row(row: Row, origin: Origin) -> PersonRow:
    """Raises Refused for the first thing wrong with a row."""
    handle, email = shown(text_in(row, "handle", required=True)), text_in(row, "email")
    if not HANDLE.fullmatch(name(handle)):
        raise Refused(f'"{row.cells["handle"]}" cannot be a handle: use letters, digits and dashes, a letter first')
    if email and not EMAIL.fullmatch(email):
        raise Refused(f'"{email}" is no e-mail address')
    numbers = numbers_in(text_in(row, "numbers", required=True), origin.country)
    language = language_in(text_in(row, "language"), origin.languages)
    return PersonRow(row.line, handle, text_in(row, "name", required=True), numbers, email or None, language)


def take_over(
    session: Session, each: PersonRow, held: Person | None, origin: Origin, now: datetime, report: ImportReport
) -> None:
    """Count what one row is, and unless it is a dry run, write it."""
    values = {
        "handle": each.handle,
        "name": each.name,
        "numbers": each.numbers,
        "email": each.email,
        "language": each.language,
    }
    if held is None:
        report.added += 1
        if not report.dry_run:
            session.add(Person(tenant=origin.tenant, updated_at=now, **values))
    elif all(getattr(held, field) == value for field, value in values.items()):
        report.unchanged += 1
    else:
        report.changed += 1
        if not report.dry_run:
            for field, value in {**values, "updated_at": now}.items():
                setattr(held, field, value)
