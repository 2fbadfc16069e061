"""`ivr contacts`: the county's own list of whom it knows."""

from typing import BinaryIO

import click

from afterhours.services.imports.contacts import import_contacts
from ivr.errors import Refused
from webhooks.cli.context import parts
from webhooks.cli.importing import DRY_RUN, FILE, TENANT, origin_of, tell


@click.group()
def contacts() -> None:
    """The contacts."""


@contacts.command("import")
@FILE
@TENANT
@DRY_RUN
@click.option(
    "--mapping", multiple=True, metavar="OURS=THEIRS", help="Where a heading differs, such as id=PersonNr; repeatable."
)
def take_over(file: BinaryIO, tenant: str | None, dry_run: bool, mapping: tuple[str, ...]) -> None:
    """Add and change contacts from a CSV file by the county's id: id, name, numbers, address, language."""
    given = parts()
    _, site = given.library.newest()
    with given.database.transaction() as session:
        report = import_contacts(
            session,
            file.read(),
            origin_of(site, tenant),
            given.clock.now(),
            dry_run=dry_run,
            mapping=dict(map(pair, mapping)),
        )
    tell(report, "Contacts")


def pair(text: str) -> tuple[str, str]:
    ours, equals, theirs = text.partition("=")
    if not (equals and ours.strip() and theirs.strip()):
        raise Refused(f'"{text}" is no mapping. Write OURS=THEIRS, such as --mapping id=PersonNr.')
    return ours.strip(), theirs.strip()
