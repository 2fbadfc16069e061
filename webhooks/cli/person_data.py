"""`ivr person-data`: everything that is held about one person, in one file."""

from pathlib import Path

import click

from afterhours.services.retention.person_data import (
    PersonData,
    Whose,
    as_json,
    collect,
    whose_contact,
    whose_number,
    write_zip,
)
from ivr.errors import Refused
from webhooks.cli.choosing import RESTRICTED, any_number
from webhooks.cli.context import parts, signed


@click.group("person-data")
def person_data() -> None:
    """What is held about one person."""


@person_data.command("export")
@click.argument("who", metavar="NUMBER|CONTACT")
@click.option("--to", "target", type=click.Path(path_type=Path), help="The file; person-data.zip, without it.")
@click.option("--council", help="Whose; the municipality's own, without it.")
@click.option("--json", "only_json", is_flag=True, help="The data alone, on standard output.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@RESTRICTED
def export(who: str, target: Path | None, council: str | None, only_json: bool, yes: bool, restricted: bool) -> None:
    """Calls, cases, texts, recordings, records and who saw them, of a telephone number or a contact's id."""
    given = parts()
    tenant = council or given.site.tenant
    with given.database.transaction() as session:
        number = any_number(who, given.site)
        whose = whose_number(tenant, number) if number.startswith("+") else whose_contact(session, tenant, who)
        warn_of_relays(whose)
        if not yes:
            click.confirm(
                f"Collect everything that is held about {whose.name or whose.numbers[0]}?", abort=True, err=True
            )
        found = collect(session, whose, signed(given), groups=None if restricted else ())
    tell(found)
    if only_json:
        click.echo(as_json(found))
        return
    path = target or Path("person-data.zip")
    if path.exists():
        raise Refused(f"{path} is there already: name another file with --to.")
    lost = write_zip(path, found, given.recordings)
    click.echo(f"{found.rows} rows and {len(found.sounds) - len(lost)} recordings are in {path}.", err=True)
    for recording in lost:
        click.echo(f"The recording {recording} could not be read: `ivr recordings check`.", err=True)


def warn_of_relays(whose: Whose) -> None:
    """Raises Refused: what came from such a number is of many people."""
    council = parts().site.councils.get(whose.tenant)
    if council is not None and set(whose.numbers) & set(council.relay_numbers):
        raise Refused("This number is a relay service's: what came from it is about many people, not about one.")


def tell(found: PersonData) -> None:
    if found.shared:
        told = (
            f"{found.shared} other record(s) have one of these numbers: see whose each case is before you hand it out."
        )
        click.echo(f"Caution: {told}", err=True)
    if found.hidden:
        click.echo(
            f"{found.hidden} restricted case(s) are left out; --restricted takes them in, and is audited.", err=True
        )
