"""`ivr recordings`: whether what was stored is still there, byte for byte."""

from collections import Counter
from dataclasses import asdict

import click

from afterhours.services.recordings.check import Checked, check_recordings
from webhooks.cli.context import parts
from webhooks.cli.output import print_lines


@click.group()
def recordings() -> None:
    """What callers said into messages and answers."""


@recordings.command()
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: key, tenant, bytes, verdict.")
def check(as_json: bool) -> None:
    """Read every stored recording and compare it with its checksum.

    Exit code 0 when all are whole, 1 when one is missing or changed.
    """
    given = parts()
    found = list(check_recordings(given.database, given.recordings))
    if as_json:
        print_lines(map(asdict, found))
    else:
        show(found)
    click.get_current_context().exit(0 if all(each.verdict == "whole" for each in found) else 1)


def show(found: list[Checked]) -> None:
    for each in found:
        if each.verdict != "whole":
            click.echo(f"{click.style(f'{each.verdict:8}', fg='red')} {each.key}  {each.tenant}")
    verdicts = Counter(each.verdict for each in found)
    total = sum(each.bytes for each in found)
    number = f"{len(found)} recording{'' if len(found) == 1 else 's'}"
    told = ", ".join(f"{verdicts[verdict]} {verdict}" for verdict in ("whole", "missing", "changed"))
    click.echo(f"{number}, {total:,} bytes: {told}.")
