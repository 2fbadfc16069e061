"""`ivr audit`: whether the audit is as it was written."""

import click

from afterhours.services.seal_audit import verify_audit
from ivr.errors import Refused
from webhooks.cli.context import parts


@click.group()
def audit() -> None:
    """The audit of who saw and changed what."""


@audit.command()
def verify() -> None:
    """Reckon each council's chain anew. Its last number and hash, noted elsewhere, tell if the end is cut off."""
    with parts().database.transaction() as session:
        verdicts = list(verify_audit(session, parts().real_clock.now()))
    for each in verdicts:
        click.echo(f"{each.tenant}: {each.sealed} entries sealed, {each.waiting} not yet. Last: {each.last or 'none'}")
        for fault in each.faults:
            click.echo(f"  {fault}")
    broken = [each.tenant for each in verdicts if each.faults]
    if broken:
        raise Refused(f"The audit of {', '.join(broken)} is not as it was written: ask who had access to the database.")
