"""`ivr check` and `ivr test`: is the folder of call flows right, and do its calls go as their tests say?"""

from pathlib import Path

import click

from afterhours.rehearsal.playing import Played, play_all
from afterhours.site import Site, load_site, read_folder
from ivr import settings
from ivr.errors import Refused
from ivr.flowfile.faults import Faults
from webhooks.cli.output import print_lines

FOLDER = click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True))


@click.command()
@FOLDER
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: severity, file, line, column, what, mend.")
def check(folder: Path | None, as_json: bool) -> None:
    """Read the folder and say everything that is wrong with it, with file and line."""
    _, faults = _load(folder)
    if as_json:
        print_lines(_rows(faults))
    else:
        click.echo(str(faults) if faults else "Nothing is wrong.")
    if faults.refusing:
        raise SystemExit(1)


@click.command()
@FOLDER
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: flow, name, passed, wrong, transcript.")
@click.option("--show", is_flag=True, help="Print what was heard in every test, not only in those that fail.")
def test(folder: Path | None, as_json: bool, show: bool) -> None:
    """Play the tests written under the flows, in memory, and say which calls went wrong."""
    site, faults = _load(folder)
    if site is None:
        raise Refused(str(faults))
    played = list(play_all(site))
    if as_json:
        print_lines(_row(each) for each in played)
    else:
        _print(played, show=show)
    if any(each.wrong for each in played):
        raise SystemExit(1)


def _load(folder: Path | None) -> tuple[Site | None, Faults]:
    chosen = folder or settings.load().callflows_dir
    if not chosen.is_dir():
        raise Refused(f"There is no folder {chosen}. Name the folder of your call flows: ivr check FOLDER.")
    return load_site(read_folder(chosen))


def _print(played: list[Played], *, show: bool) -> None:
    for each in played:
        click.echo(f"{'FAILED' if each.wrong else 'passed'}  {each.flow}: {each.test.name}")
        for sentence in each.wrong:
            click.echo(f"        {each.test.file}:{each.test.line}: {sentence}")
        if each.wrong or show:
            click.echo("\n".join(f"          {line}" for line in each.transcript))
    failed = sum(bool(each.wrong) for each in played)
    click.echo(f"{len(played) - failed} passed, {failed} failed")


def _row(each: Played) -> dict[str, object]:
    told = {"flow": each.flow, "name": each.test.name, "passed": not each.wrong, "wrong": each.wrong}
    return {**told, "file": each.test.file, "line": each.test.line, "transcript": each.transcript}


def _rows(faults: Faults) -> list[dict[str, object]]:
    return [
        {
            "severity": fault.severity,
            "file": fault.place.file,
            "line": fault.place.line,
            "column": fault.place.column,
            "code": fault.code,
            "what": fault.what,
            "mend": fault.mend,
        }
        for fault in faults
    ]
