"""`ivr cases`: the cases, each with its journey."""

import click

from afterhours.rules.case_numbers import written
from afterhours.services.calls import list_calls
from webhooks.cli.choosing import AS_JSON, choosing, note_restricted, wanted
from webhooks.cli.context import parts
from webhooks.cli.output import print_lines


@click.group()
def cases() -> None:
    """The cases."""


@cases.command("list")
@choosing
@AS_JSON
def show(since: str | None, line: str | None, number: str | None, restricted: bool, as_json: bool) -> None:
    """Cases, the oldest first; with --json each has its journey."""
    with parts().database.transaction() as session:
        if restricted:
            note_restricted(session, "cases list")
        rows = list_calls.cases(session, wanted(since, line, number, restricted=restricted))
        if as_json:
            print_lines(rows)
            return
        for row in rows:
            click.echo(
                f"{written(row['number'])}  {row['opened_at']:%Y-%m-%d %H:%M}  {row['line']:20} {row['status']:9} "
                f"{row['priority']:10} {row['service'] or row['kind']:24} {row['disposition'] or 'in progress'}"
            )
