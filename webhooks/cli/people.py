"""`ivr people`: whom the telephone may ring."""

from typing import BinaryIO

import click
from sqlalchemy import select

from afterhours.models import Person
from afterhours.services.import_people import import_people
from ivr.flowfile.names import among
from webhooks.cli.choosing import AS_JSON
from webhooks.cli.context import parts
from webhooks.cli.importing import DRY_RUN, FILE, TENANT, origin_of, tell
from webhooks.cli.output import print_lines


@click.group()
def people() -> None:
    """The people who may be rung."""


@people.command("import")
@FILE
@TENANT
@DRY_RUN
def take_over(file: BinaryIO, tenant: str | None, dry_run: bool) -> None:
    """Add and change people from a CSV file: handle, name, numbers (in order, blanks between), email, language."""
    given = parts()
    _, site = given.library.newest()
    with given.database.transaction() as session:
        report = import_people(session, file.read(), origin_of(site, tenant), given.clock.now(), dry_run=dry_run)
    tell(report, "People")


@people.command()
@AS_JSON
def show(as_json: bool) -> None:
    """Everybody who can be rung, and those whom the call flows name and nobody knows."""
    given = parts()
    _, site = given.library.newest()
    with given.database.transaction() as session:
        known = session.scalars(select(Person).order_by(Person.tenant, Person.handle)).all()
    rows = [
        {"handle": each.handle, "tenant": each.tenant, "name": each.name, "numbers": each.numbers,
         "email": each.email, "language": each.language} for each in known
    ]  # fmt: skip
    if as_json:
        print_lines(rows)
        return
    for row in rows:
        click.echo(f"{row['handle']:20} {row['tenant']:20} {row['name']:24} {' '.join(row['numbers'] or [])}")
    for handle, place in site.people.items():
        if among(handle, (each.handle for each in known)) is None:
            click.secho(f"{handle:20} named in {place.file}, line {place.line}, and nobody has this handle", fg="red")
