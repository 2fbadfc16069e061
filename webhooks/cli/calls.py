"""`ivr calls`: what calls there were, and everything that happened in one."""

import click

from afterhours.services.calls import list_calls
from webhooks.cli.choosing import AS_JSON, RESTRICTED, any_number, choosing, note_restricted, wanted
from webhooks.cli.context import parts
from webhooks.cli.output import print_lines


@click.group()
def calls() -> None:
    """The calls, and the trace of one."""


@calls.command("list")
@choosing
@AS_JSON
def show(since: str | None, line: str | None, number: str | None, restricted: bool, as_json: bool) -> None:
    """Residents' calls, the oldest first."""
    with parts().database.transaction() as session:
        if restricted:
            note_restricted(session, "calls list")
        rows = list_calls.calls(session, wanted(since, line, number, restricted=restricted))
        if as_json:
            print_lines(rows)
            return
        for row in rows:
            ended = row["status"] or "in progress"
            click.echo(
                f"{row['started_at']:%Y-%m-%d %H:%M}  {row['case'] or '-':9}  {row['line']:20} "
                f"{row['caller'] or row['caller_state']:16} {ended}"
            )


@calls.command()
@click.argument("number")
@RESTRICTED
@AS_JSON
def trace(number: str, restricted: bool, as_json: bool) -> None:
    """Everything that is known of a call, by its case number, the caller's number, or the provider's id."""
    _, site = parts().library.newest()
    with parts().database.transaction() as session:
        if restricted:
            note_restricted(session, "calls trace")
        rows = list(list_calls.trace(session, any_number(number, site), restricted=restricted))
    if as_json:
        print_lines(rows)
        return
    for row in rows:
        told = {name: value for name, value in row.items() if name not in ("what", "at", "call") and value is not None}
        words = "  ".join(f"{name}={value}" for name, value in told.items())
        click.echo(f"{row['at']:%Y-%m-%d %H:%M:%S}  {row['what']:6}  {words}")
