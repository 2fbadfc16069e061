"""`ivr check` and `ivr test`: is the folder of call flows right, and do its calls go as their tests say?"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from afterhours.rehearsal.playing import Played, play_all
from afterhours.rehearsal.rehearsing import Rehearsal, rehearse
from afterhours.services.duty.check_rosters import unreachable_members
from afterhours.services.duty.live_rosters import live_rosters
from afterhours.site import Site, load_site, read_folder
from afterhours.site.looking_ahead import look_ahead, unmanned_ahead
from ivr import settings
from ivr.clock import SystemClock
from ivr.errors import Refused, Unavailable
from ivr.flowfile.drawing import draw
from ivr.flowfile.faults import Faults
from ivr.flowfile.names import among, did_you_mean
from ivr.flowfile.places import Place
from webhooks.cli.context import parts
from webhooks.cli.output import print_lines

DATABASE_AWAY = (
    "the database did not answer, so swaps and people's numbers were not looked at",
    "run ivr check again when it is back",
)
FOLDER = click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True))


@click.command()
@FOLDER
@click.option("--draw", "drawn", metavar="FLOW", help="Print the flow as the text of a Mermaid flowchart, and no more.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines; kind: finding, proof, test or coverage.")
def check(folder: Path | None, drawn: str | None, as_json: bool) -> None:
    """Read the folder, play its tests, and say everything that is wrong, with file and line; then what was proved."""
    site, faults = _load(folder)
    if drawn is not None:
        click.echo(_drawing(drawn, site, faults), nl=False)
        return
    rehearsal = rehearse(site) if site else None
    faults.take(look_ahead(site, today_in(site)) if site else ())
    faults.take(about_rosters(site) if site and site.rosters else ())
    faults.take(rehearsal.faults if rehearsal else ())
    if as_json:
        print_lines(_findings(faults))
        print_lines(_proved(site, rehearsal) if site and rehearsal else [])
    else:
        click.echo(str(faults) if faults else "Nothing is wrong.")
        click.echo(_told(site, rehearsal) if site and rehearsal else "", nl=bool(site))
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


def today_in(site: Site) -> date:
    return SystemClock().now().astimezone(ZoneInfo(site.councils[site.tenant].zone)).date()


def about_rosters(site: Site) -> Faults:
    """Who is missing in the weeks ahead; with swaps and people's numbers where there is a database that answers."""
    if not settings.load().database_url:
        return unmanned_ahead(site, SystemClock().now())
    try:
        with parts().database.transaction() as session:
            now = parts().clock.now()
            faults = unmanned_ahead(live_rosters(session, site, now), now)
            faults.take(unreachable_members(session, site, now))
            return faults
    except Unavailable:
        faults = unmanned_ahead(site, SystemClock().now())
        faults.warning(Place("rosters.yaml", 1, 1), "database-away", *DATABASE_AWAY)
        return faults


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


def _drawing(wanted: str, site: Site | None, faults: Faults) -> str:
    if site is None:
        raise Refused(str(faults))
    flow = among(wanted, site.book.flows)
    if flow is None:
        raise Refused(f'There is no flow "{wanted}": {did_you_mean(wanted, site.book.flows)}')
    council = site.councils[site.tenant]
    return draw(site.book.flows[flow], next(iter(council.languages)))


def _told(site: Site, rehearsal: Rehearsal) -> str:
    """What was proved of every line, how its tests went, and how much they travel."""
    lines = ["", "Worst paths:"]
    for proof in site.proofs:
        lines.append(f"  {proof.line}, flow {proof.flow}")
        lines.append(f"    pressing nothing:  {proof.silent}")
        lines.append(f"    pressing wrongly:  {proof.wrong}")
        lines += [f"    slowest emergency: {proof.emergency}"] if proof.emergency else []
    failed = sum(bool(each.wrong) for each in rehearsal.played)
    return "\n".join(
        [*lines, "", f"Tests: {len(rehearsal.played) - failed} passed, {failed} failed.", str(rehearsal.coverage)]
    )


def _proved(site: Site, rehearsal: Rehearsal) -> Iterator[dict[str, object]]:
    for proof in site.proofs:
        told = {"line_name": proof.line, "flow": proof.flow, "silent": proof.silent, "wrong": proof.wrong}
        yield {"kind": "proof", **told, "emergency": proof.emergency}
    for each in rehearsal.played:
        yield {"kind": "test", **_row(each)}
    found = rehearsal.coverage
    yield {
        "kind": "coverage",
        "travelled": len(found.travelled),
        "missing": [asdict(each) for each in found.missing],
        "not_rehearsable": [asdict(each) for each in found.elsewhere],
    }


def _findings(faults: Faults) -> Iterator[dict[str, object]]:
    for fault in faults:
        told = {"severity": fault.severity, **fault.place._asdict(), "code": fault.code}
        yield {"kind": "finding", **told, "what": fault.what, "mend": fault.mend}
