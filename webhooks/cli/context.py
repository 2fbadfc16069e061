"""What every command shares: the program's parts, built once, and how data is printed."""

from collections.abc import Iterable, Mapping
from typing import Any

import click
import orjson
from afterhours.parts import Parts, build

from ivr import settings

PARTS = "ivr.parts"


def parts() -> Parts:
    """The program's parts for this command, from the environment. Raises BadSetting."""
    context = click.get_current_context().find_root()
    if PARTS not in context.meta:
        context.meta[PARTS] = build(settings.load())
        context.call_on_close(context.meta[PARTS].close)
    built: Parts = context.meta[PARTS]
    return built


def print_lines(rows: Iterable[Mapping[str, Any]]) -> None:
    """JSON Lines on standard output: one object a line, instants in ISO 8601."""
    for row in rows:
        click.echo(orjson.dumps(row, default=str).decode())
