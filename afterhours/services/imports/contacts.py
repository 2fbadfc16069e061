"""Taking over the county's own list of contacts, by its own id, from a CSV file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select, text
from sqlalchemy.orm import Session, selectinload

from afterhours.models import Contact, ContactNumber
from afterhours.services.imports.cells import Origin, language_in, numbers_in, text_in, twice
from afterhours.services.imports.file import BadRow, ImportReport, Row, read_table
from ivr.errors import Refused

COLUMNS = ("id", "name", "numbers", "address", "language")
REQUIRED = ("id", "name", "numbers")
BATCH = 1000

SHARED = text("""
update contact_number set shared = held.several
from (select e164, count(*) > 1 as several from contact_number where tenant = :tenant group by e164) held
where contact_number.e164 = held.e164 and tenant = :tenant and shared <> held.several
""")


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact as the file has it."""

    line: int
    external_id: str
    name: str
    numbers: list[str]
    address: str | None
    language: str | None


def import_contacts(
    session: Session,
    data: bytes,
    origin: Origin,
    now: datetime,
    *,
    dry_run: bool,
    mapping: Mapping[str, str] | None = None,
) -> ImportReport:
    """Add and change contacts by id; nobody is removed. Repeating it changes nothing; one bad row and nothing is done.

    `mapping`: our column -> the heading in the file. Raises Refused when the headings cannot be used.
    """
    report = ImportReport(dry_run=dry_run)
    rows = read_contacts(read_table(data, COLUMNS, REQUIRED, mapping), origin, report)
    if report.refused:
        return report
    for batch in batches(rows):
        take_over_batch(session, batch, origin, now, report)
    if not dry_run:
        session.flush()
        session.execute(SHARED, {"tenant": origin.tenant})
    return report


def read_contacts(rows: list[Row], origin: Origin, report: ImportReport) -> list[ContactRow]:
    found = []
    for row in rows:
        try:
            found.append(contact_row(row, origin))
        except Refused as error:
            report.bad.append(BadRow(row.line, str(error)))
    report.bad += twice(((each.line, each.external_id) for each in found), "id")
    report.bad.sort(key=lambda bad: bad.line)
    return found


def contact_row(row: Row, origin: Origin) -> ContactRow:
    """Raises Refused for the first thing wrong with a row. A contact without a number is one all the same."""
    return ContactRow(
        line=row.line,
        external_id=text_in(row, "id", required=True),
        name=text_in(row, "name", required=True),
        numbers=numbers_in(text_in(row, "numbers"), origin.country),
        address=text_in(row, "address") or None,
        language=language_in(text_in(row, "language"), origin.languages),
    )


def batches(rows: list[ContactRow]) -> Iterator[list[ContactRow]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def take_over_batch(
    session: Session, batch: list[ContactRow], origin: Origin, now: datetime, report: ImportReport
) -> None:
    ids = [each.external_id for each in batch]
    query = select(Contact).where(Contact.tenant == origin.tenant, Contact.external_id.in_(ids))
    known = {held.external_id: held for held in session.scalars(query.options(selectinload(Contact.numbers)))}
    for each in batch:
        held = known.get(each.external_id)
        if held is None:
            report.added += 1
            held = Contact(tenant=origin.tenant, external_id=each.external_id, numbers=[])
            if not report.dry_run:
                session.add(held)
        elif same(held, each):
            report.unchanged += 1
            continue
        else:
            report.changed += 1
        if not report.dry_run:
            write(held, each, now)


def same(held: Contact, each: ContactRow) -> bool:
    numbers = [number.e164 for number in held.numbers]
    written = (held.name, numbers, held.address, held.language)
    return written == (each.name, each.numbers, each.address, each.language)


def write(held: Contact, each: ContactRow, now: datetime) -> None:
    held.name, held.address, held.language, held.updated_at = each.name, each.address, each.language, now
    kept = {number.e164: number for number in held.numbers}
    held.numbers = [
        kept.get(e164) or ContactNumber(e164=e164, tenant=held.tenant, position=0, shared=False)
        for e164 in each.numbers
    ]
    for position, number in enumerate(held.numbers):
        number.position = position
