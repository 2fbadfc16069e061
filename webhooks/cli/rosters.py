"""`ivr roster`: who is on duty and why, where nobody is, and what is entered by hand: swaps, cover, extra shifts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click

from afterhours.rules.entered_time import instant_of
from afterhours.rules.local_time import midnight, wall_at
from afterhours.rules.rosters.duty import OnDuty, Shift, by_people, shifts
from afterhours.rules.rosters.reasons import Reason
from afterhours.services.duty.live_rosters import live_roster, live_rosters, on_duty_in, roster_of
from afterhours.site import SiteRoster
from afterhours.site.uncovered import WEEKS_AHEAD, Uncovered, uncovered_in
from afterhours.why_words import local, why
from webhooks.cli.choosing import AS_JSON
from webhooks.cli.context import parts
from webhooks.cli.output import print_lines
from webhooks.cli.roster_changes import cancel, cover, exceptions, extra, swap, temporary
from webhooks.cli.roster_feed import feed

NAME = click.argument("name", metavar="NAME")
ANY_NAME = click.argument("name", metavar="NAME", required=False)
WEEKS = click.IntRange(1, 60)


@click.group()
def roster() -> None:
    """Who is on duty when, and why."""


for each in (swap, cover, extra, temporary, exceptions, cancel, feed):
    roster.add_command(each)


@roster.command("show")
@NAME
@click.option("--from", "first", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="Today, without it.")
@click.option("--weeks", default=4, show_default=True, type=WEEKS)
@AS_JSON
def show(name: str, first: datetime | None, weeks: int, as_json: bool) -> None:
    """The shifts of roster NAME, duty by duty: from when until when, who, and why."""
    now = parts().clock.now()
    zone = roster_of(parts().site, name).zone
    begin = midnight(first.date() if first else wall_at(now, ZoneInfo(zone)).date(), ZoneInfo(zone))
    with parts().database.transaction() as session:
        chosen = live_roster(session, parts().site, name, begin)
    found = {
        duty: list(by_people(shifts(rule, begin, begin + timedelta(weeks=weeks))))
        for duty, rule in chosen.duties.items()
    }
    if as_json:
        print_lines(shift_row(chosen, duty, each) for duty, listed in found.items() for each in listed)
        return
    for duty, listed in found.items():
        click.secho(f"{chosen.name}/{duty} ({chosen.zone})", bold=True)
        for each in listed:
            tell_shift(each, chosen.zone)


@roster.command("who")
@ANY_NAME
@click.option("--at", metavar="TIME", help='In the roster\'s own time: "2026-12-24 08:30". Now, without it.')
@AS_JSON
def who(name: str | None, at: str | None, as_json: bool) -> None:
    """Who has each duty now, or at a time, and why; of roster NAME, or of all."""
    site, now = parts().site, parts().clock.now()
    named = [roster_of(site, name)] if name else list(site.rosters.values())
    moments = {each.name: instant_of(at, each.zone) if at else now for each in named}
    with parts().database.transaction() as session:
        live = live_rosters(session, site, min(moments.values(), default=now))
    found = [
        (live.rosters[each], duty, answer, moments[each])
        for each in moments
        for duty, answer in on_duty_in(live.rosters[each], moments[each]).items()
    ]
    if as_json:
        print_lines(duty_row(each, duty, answer, moment) for each, duty, answer, moment in found)
        return
    for each, duty, answer, _ in found:
        tell_duty(f"{each.name}/{duty}", answer, each.zone)
    if not found:
        click.echo("rosters.yaml names no roster.")


@roster.command("gaps")
@ANY_NAME
@click.option("--weeks", default=WEEKS_AHEAD, show_default=True, type=WEEKS)
@AS_JSON
def gaps(name: str | None, weeks: int, as_json: bool) -> None:
    """Every stretch of the weeks ahead in which nobody is on duty though somebody is needed."""
    now = parts().clock.now()
    with parts().database.transaction() as session:
        live = live_rosters(session, parts().site, now)
    named = [roster_of(live, name)] if name else list(live.rosters.values())
    found = [gap for each in named for gap in uncovered_in(each, now, now + timedelta(weeks=weeks))]
    if as_json:
        print_lines(gap_row(each) for each in found)
        return
    for each in found:
        click.secho(f"{each.roster.name}/{each.duty}: {gap_in_words(each)}", fg="red")
    if not found:
        click.echo(f"Somebody is on duty in each of the next {weeks} weeks, whenever somebody is needed.")


def tell_shift(each: Shift, zone: str) -> None:
    told = f"  {local(each.start, zone)} - {local(each.end, zone)}  "
    people = ", ".join(each.people) or "NOBODY"
    click.echo(f"{told}{click.style(f'{people:20}', fg=None if each.people else 'red')}  {why(each.why, zone)}")


def tell_duty(name: str, answer: OnDuty, zone: str) -> None:
    people = ", ".join(answer.people) or "NOBODY"
    click.echo(f"{name:28} {click.style(f'{people:20}', fg=None if answer.people else 'red')}  {why(answer.why, zone)}")


def gap_in_words(gap: Uncovered) -> str:
    zone = gap.roster.zone
    return f"nobody from {local(gap.start, zone)} until {local(gap.end, zone)} ({lasts(gap.end - gap.start)})"


def lasts(length: timedelta) -> str:
    """3 days 2 h 30 min."""
    minutes = round(length.total_seconds() / 60)
    parts_of = ((minutes // 1440, "days"), (minutes // 60 % 24, "h"), (minutes % 60, "min"))
    return " ".join(f"{number} {unit}" for number, unit in parts_of if number) or "less than a minute"


def shift_row(chosen: SiteRoster, duty: str, each: Shift) -> dict[str, Any]:
    span = {"from": each.start, "until": each.end}
    return {"roster": chosen.name, "duty": duty, **span, "people": each.people, "why": list(reason_rows(each.why))}


def duty_row(chosen: SiteRoster, duty: str, answer: OnDuty, at: datetime) -> dict[str, Any]:
    told = {"people": answer.people, "why": list(reason_rows(answer.why))}
    return {"roster": chosen.name, "duty": duty, "tenant": chosen.tenant, "at": at.astimezone(UTC), **told}


def gap_row(gap: Uncovered) -> dict[str, Any]:
    return {"roster": gap.roster.name, "duty": gap.duty, "from": gap.start, "until": gap.end}


def reason_rows(reasons: tuple[Reason, ...]) -> Iterator[dict[str, Any]]:
    yield from ({name: value for name, value in each._asdict().items() if value} for each in reasons)
