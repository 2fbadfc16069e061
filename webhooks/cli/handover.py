"""`ivr handover`: the morning after, and tonight's paper, at a terminal."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from afterhours.parts import Parts
from afterhours.reports.facts import CaseTold, Handover, Story
from afterhours.reports.handover import handover as collect
from afterhours.reports.handover_paper import handover_paper
from afterhours.reports.plain import plain
from afterhours.reports.tonight import Tonight, tonight
from afterhours.reports.tonight_paper import tonight_paper
from afterhours.reports.wording import Wording
from afterhours.site import Site
from ivr.errors import Refused
from ivr.flowfile.names import among, did_you_mean, name
from webhooks.cli.choosing import AS_JSON, instant
from webhooks.cli.context import parts
from webhooks.cli.output import print_lines

WHEN = "2h, 3d, 2026-12-24, or 2026-12-24T18:00 in the council's time."


@click.command()
@click.option("--council", metavar="NAME", help="Only this council; without it, all of them.")
@click.option("--since", help=f"Without it, since the office closed. {WHEN}")
@click.option("--until", help=f"Without it, until the office opened, or now. {WHEN}")
@click.option("--tonight", "ahead", is_flag=True, help="Who is on duty tonight instead, with numbers and scripts.")
@AS_JSON
def handover(council: str | None, since: str | None, until: str | None, ahead: bool, as_json: bool) -> None:
    """Say what happened since the office closed, and what somebody must do now.

    With --json: one object for the span, and one for each emergency, message, waiting case and line; with --tonight,
    one for each shift.
    """
    given = parts()
    site, now = given.site, given.clock.now()
    if ahead and (since or until):
        raise Refused("--tonight is the night that is coming; leave --since and --until out.")
    for tenant in chosen(council, site):
        if ahead:
            show_tonight(given, site, tenant, as_json=as_json)
            continue
        span = span_of(since, until, now, site.councils[tenant].zone)
        with given.database.transaction() as session:
            told = collect(session, site, tenant, now, span["since"], span["until"])
        if as_json:
            print_lines(rows(told))
        else:
            click.echo(plain(handover_paper(told, Wording(site, tenant, "en", told.people))))


def show_tonight(given: Parts, site: Site, tenant: str, *, as_json: bool) -> None:
    with given.database.transaction() as session:
        told = tonight(session, site, tenant, given.clock.now())
    if as_json:
        print_lines(shift_rows(told))
    else:
        click.echo(plain(tonight_paper(told, Wording(site, tenant, "en"))))


def shift_rows(told: Tonight) -> Iterator[Mapping[str, Any]]:
    """One for each stretch of each duty; `numbers`: handle -> E.164, in order."""
    for roster in told.rosters:
        for each in told.duties[roster.name]:
            reached = {handle: told.people.get(name(handle)) for handle in each.people}
            numbers = {handle: found.numbers if found else () for handle, found in reached.items()}
            row = {"tenant": told.tenant, "roster": roster.name, **asdict(each), "numbers": numbers}
            yield {"what": "shift", **row}


def chosen(council: str | None, site: Site) -> list[str]:
    """Raises Refused for a council that is not there."""
    if council is None:
        return list(site.councils)
    found = among(council, site.councils)
    if found is None:
        raise Refused(f'There is no council "{council}": {did_you_mean(council, site.councils)}')
    return [found]


def span_of(since: str | None, until: str | None, now: datetime, zone: str) -> dict[str, datetime | None]:
    """Raises Refused for what is no time, and for a span that ends before it begins."""
    first, last = (instant(text, now, zone) if text else None for text in (since, until))
    if first and (last or now) <= first:
        raise Refused("--until has to be after --since, and --since before now.")
    return {"since": first, "until": last}


def rows(told: Handover) -> Iterator[Mapping[str, Any]]:
    """Stable names; instants aware UTC; nothing that the tables do not say."""
    span = {"since": told.since, "until": told.until, "now": told.now, "goes_on": told.goes_on, "more_due": told.more}
    yield {"what": "span", "tenant": told.tenant, **span}
    for story in told.stories:
        yield {"what": "emergency", "tenant": told.tenant, **story_row(story)}
    for what, cases in (("message", told.messages), ("due", told.due)):
        for case in cases:
            yield {"what": what, "tenant": told.tenant, **case_row(case, told)}
    for line in told.figures:
        yield {"what": "line", "tenant": told.tenant, **asdict(line)}


def story_row(story: Story) -> dict[str, Any]:
    row = asdict(story)
    case, joined = row.pop("case"), row.pop("joined")
    return {"case": case["number"], "location": case["location"], "waits": story.waits, **row} | {
        "joined": [each["number"] for each in joined]
    }


def case_row(case: CaseTold, told: Handover) -> dict[str, Any]:
    row = asdict(case)
    return {"case": row.pop("number"), **row, "late": case.late(told.now)}
