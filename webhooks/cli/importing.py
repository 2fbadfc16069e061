"""What `ivr people import` and `ivr contacts import` share: the council they are for, and the report."""

import click

from afterhours.services.imports.cells import Origin
from afterhours.services.imports.file import ImportReport
from afterhours.site import Site
from ivr.errors import Refused
from ivr.flowfile.names import among, did_you_mean

FILE = click.argument("file", type=click.File("rb"))
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
TENANT = click.option("--tenant", help="The council the file belongs to; without it the municipality itself.")


def origin_of(site: Site, tenant: str | None) -> Origin:
    """Raises Refused for a council that site.yaml does not name."""
    chosen = among(tenant, site.councils) if tenant else site.tenant
    if chosen is None:
        raise Refused(f'There is no council "{tenant}": {did_you_mean(tenant or "", site.councils)}')
    council = site.councils[chosen]
    return Origin(chosen, council.country, tuple(council.languages))


def tell(report: ImportReport, what: str) -> None:
    """Print the report. Ends the command with exit code 1 when rows are bad."""
    for bad in report.bad:
        click.echo(str(bad), err=True)
    if report.refused:
        rows = "1 row is" if len(report.bad) == 1 else f"{len(report.bad)} rows are"
        raise click.ClickException(f"Nothing was imported: {rows} bad. Mend them and import the file again.")
    would = "would be " if report.dry_run else ""
    click.echo(f"{what}: {report.added} {would}added, {report.changed} {would}changed, {report.unchanged} unchanged.")
