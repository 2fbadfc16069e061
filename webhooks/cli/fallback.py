"""`ivr fallback`: documents for a host elsewhere, which the provider reads when this site is down."""

from pathlib import Path

import click

from afterhours.services.people.numbers_of import numbers_of
from ivr.engine.model import Line
from ivr.errors import Refused
from ivr.twiml.fallback import render_static_fallback
from webhooks.cli.context import parts


@click.group()
def fallback() -> None:
    """What callers hear while this site is down."""


@fallback.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--line", "name", help="Only this line; without it, all of them.")
@click.option("--address", default="", help="The folder's URL on that host. With it, whoever answers must press a key.")
def export(folder: Path, name: str | None, address: str) -> None:
    """Write one document for each line into FOLDER, to be served by another host as the provider's fallback address."""
    folder.mkdir(parents=True, exist_ok=True)
    for line in _lines(name):
        with parts().database.transaction() as session:
            numbers = numbers_of(session, line.fallback_person)
        if not numbers:
            raise Refused(f"{line.fallback_person}, who answers for {line.name}, has no number. Import it: ivr people.")
        for file, document in render_static_fallback(line, numbers, address).items():
            (folder / file).write_text(document, encoding="utf-8")
            click.echo(folder / file)


def _lines(name: str | None) -> list[Line]:
    lines = parts().book.lines
    if name is not None and name not in lines:
        raise Refused(f"There is no line {name}. There are {', '.join(lines)}.")
    return [lines[name]] if name else list(lines.values())
