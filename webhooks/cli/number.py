"""`ivr number`: our numbers at the provider."""

from collections.abc import Mapping

import click

from afterhours.parts import Parts
from afterhours.services.diagnosing.connect_number import Connection, connect, plan_connection
from afterhours.services.diagnosing.diagnose import check_address
from ivr.engine.model import Line
from ivr.errors import Refused
from ivr.phone import normalise
from ivr.telephony.port import OwnNumber
from webhooks.cli.context import parts
from webhooks.cli.output import print_lines


@click.group()
def number() -> None:
    """Our numbers at the provider."""


@number.command("connect")
@click.argument("number", metavar="NUMBER")
@click.option("--fallback", default="", metavar="ADDRESS", help="On another host; see `ivr fallback export`.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print the number as it then is; needs --yes.")
def connect_command(number: str, fallback: str, yes: bool, as_json: bool) -> None:
    """Let the calls and texts of NUMBER (or of the line with this name) come to this service.

    Sets its voice, fallback, status and text addresses. Exit code 0 when they are set, 1 when not.
    """
    given = parts()
    plan = planned(given, number, fallback)
    if as_json and not yes:
        raise click.UsageError("--json asks nothing: add --yes.")
    if not as_json:
        show(plan)
    if plan.is_needed and not yes:
        click.confirm("Set these addresses?", abort=True)
    now = connect(given.telephony, plan) if plan.is_needed else plan.before
    if as_json:
        print_lines([row(now)])
    else:
        click.echo(f"{now.number} comes to this service." if plan.is_needed else "Nothing needs to change.")


def planned(given: Parts, wanted: str, fallback: str) -> Connection:
    """What is to be changed. Raises Refused for an address that the provider could not reach, or a wrong number."""
    address = check_address(given.settings.public_url)
    if address.level == "fault" and not given.settings.simulated:
        raise Refused(f"{address.sentence} {address.mend}")
    if fallback and not fallback.startswith("https://"):
        raise Refused(f"The fallback {fallback} must be an https address.")
    lines = given.book.lines
    found = number_of(wanted, lines)
    if found not in {line.number for line in lines.values()}:
        click.echo(f"No line has the number {found}; whoever rings it would get the first line.", err=True)
    return plan_connection(given.telephony, found, given.settings.public_url, fallback)


def number_of(wanted: str, lines: Mapping[str, Line]) -> str:
    """E.164 of a line's name, or of a number as people of the first line's country write it."""
    if wanted in lines:
        return lines[wanted].number
    return normalise(wanted, next((line.country for line in lines.values()), "CA"))


def show(plan: Connection) -> None:
    click.echo(f"{plan.before.number} ({plan.before.name})")
    if plan.before.diverted:
        click.echo(f"  answered by {plan.before.diverted} at the provider; that is taken off")
    for name, (before, after) in plan.changes.items():
        click.echo(f"  {name:9} {before or '(empty)'}\n  {'':9} -> {after}")


def row(now: OwnNumber) -> dict[str, str]:
    return {
        "number": now.number,
        "name": now.name,
        "voice": now.addresses.voice,
        "fallback": now.addresses.fallback,
        "status": now.addresses.status,
        "text": now.addresses.text,
    }
