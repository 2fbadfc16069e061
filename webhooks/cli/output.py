"""How commands print data for scripts."""

from collections.abc import Iterable, Mapping
from typing import Any

import click
import orjson


def print_lines(rows: Iterable[Mapping[str, Any]]) -> None:
    """JSON Lines on standard output: one object a line, instants in ISO 8601."""
    for row in rows:
        click.echo(orjson.dumps(row, default=str).decode())
