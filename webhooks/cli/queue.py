"""`ivr queue`: who waits, and who is there."""

from collections.abc import Mapping
from typing import Any

import click

from afterhours.services.queue import listing
from webhooks.cli.choosing import AS_JSON, RESTRICTED, note_restricted
from webhooks.cli.context import parts
from webhooks.cli.output import print_lines


@click.command()
@RESTRICTED
@AS_JSON
def queue(restricted: bool, as_json: bool) -> None:
    """Who waits for an agent now, and which agents are there."""
    with parts().database.transaction() as session:
        if restricted:
            note_restricted(session, "queue")
        callers, agents = list(listing.callers(session, restricted=restricted)), list(listing.agents(session))
    if as_json:
        print_lines([*callers, *agents])
        return
    for each in callers:
        click.echo(caller_line(each))
    for each in agents:
        click.echo(agent_line(each))
    if not callers and not agents:
        click.echo("Nobody waits, and no agent is there.")


def caller_line(row: Mapping[str, Any]) -> str:
    state = f"{row['state']} ({row['callback']})" if row["callback"] else row["state"]
    urgent = ("", "  urgent", "  emergency")[row["priority"]]
    return f"{row['group']:20} {row['case']:9}  {clock(row['seconds']):>6}  {state}{urgent}"


def agent_line(row: Mapping[str, Any]) -> str:
    why = f" ({row['reason']})" if row["reason"] else ""
    return f"{', '.join(row['groups']):20} {row['login']:30} {clock(row['seconds']):>6}  {row['state']}{why}"


def clock(seconds: int) -> str:
    return f"{max(seconds, 0) // 60}:{max(seconds, 0) % 60:02}"
