"""`ivr roster swap`, `cover`, `extra`, `temporary`, `exceptions` and `cancel`: what is entered beside rosters.yaml."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from afterhours.models import RosterException, TemporarySchedule
from afterhours.rules.entered_time import instant_of
from afterhours.rules.local_time import wall_at
from afterhours.rules.rosters.duty import shifts
from afterhours.services.duty.enter_exception import Wish, spelt
from afterhours.services.duty.enter_temporary import Plan, PlannedShift
from afterhours.services.duty.live_rosters import duty_of, live_roster, roster_of, standing
from afterhours.services.duty.roster_changes import enter, schedule, take_back
from afterhours.site import SiteRoster
from afterhours.why_words import local
from ivr.errors import Refused
from ivr.flowfile.names import name as canonical
from webhooks.cli.choosing import AS_JSON
from webhooks.cli.context import parts, signed
from webhooks.cli.output import print_lines

NAME = click.argument("name", metavar="NAME")
DUTY = click.option("--duty", help="Which duty; it may be left out where the roster has only one.")
OUT = click.option("--out", required=True, metavar="HANDLE", help="Whose shift it is.")
IN = click.option("--in", "came", required=True, metavar="HANDLE", help="Who comes in.")
FROM = click.option(
    "--from", "start", metavar="TIME", help='"2026-12-24 08:30" in the roster\'s zone. Now, without it.'
)
UNTIL = click.option("--until", "end", required=True, metavar="TIME", help='"2026-12-31 08:30" in the roster\'s zone.')
REASON = click.option("--reason", default="", help="Why; colleagues see it. No medical details.")


@click.command("swap")
@NAME
@DUTY
@OUT
@IN
@FROM
@UNTIL
@REASON
def swap(name: str, duty: str | None, out: str, came: str, start: str | None, end: str, reason: str) -> None:
    """Somebody comes in for somebody else, in one duty of roster NAME."""
    chosen = roster_of(parts().site, name)
    span = span_of(chosen, start, end)
    told([Wish(chosen.name, the_duty(chosen, duty), "replace", *span, (came,), (out,), reason)])


@click.command("cover")
@NAME
@OUT
@click.option("--in", "came", metavar="HANDLE", help="Who comes in; without it nobody does.")
@FROM
@UNTIL
@REASON
def cover(name: str, out: str, came: str | None, start: str | None, end: str, reason: str) -> None:
    """Somebody cannot come: covered in every duty of roster NAME that they have then."""
    chosen = roster_of(parts().site, name)
    span = span_of(chosen, start, end)
    kind, people = ("replace", (came,)) if came else ("remove", ())
    with parts().database.transaction() as session:
        duties = held_by(session, chosen.name, out, span)
    if not duties:
        raise Refused(f"{out} has no shift of {chosen.name} then. `ivr roster show {chosen.name}` prints the shifts.")
    told([Wish(chosen.name, duty, kind, *span, people, (out,), reason) for duty in duties])  # type: ignore[arg-type]


@click.command("extra")
@NAME
@DUTY
@IN
@FROM
@UNTIL
@REASON
def extra(name: str, duty: str | None, came: str, start: str | None, end: str, reason: str) -> None:
    """Somebody is on duty as well, beside those of roster NAME."""
    chosen = roster_of(parts().site, name)
    told([Wish(chosen.name, the_duty(chosen, duty), "add", *span_of(chosen, start, end), (came,), (), reason)])


@click.command("temporary")
@NAME
@DUTY
@click.option("--called", required=True, help='What people call it, such as "Strike".')
@FROM
@UNTIL
@click.option(
    "--shift", "shifts_of", multiple=True, required=True, metavar='"HANDLE TIME .. TIME"',
    help='Such as "ann 2026-12-24 08:30 .. 2026-12-25 08:30"; several people with a comma. Give it once a shift.',
)  # fmt: skip
@click.option("--reason", required=True, help="Why; colleagues see it.")
def temporary(
    name: str, duty: str | None, called: str, start: str | None, end: str, shifts_of: tuple[str, ...], reason: str
) -> None:
    """For a while these shifts replace everything in one duty of roster NAME, swaps too; their gaps are gaps."""
    chosen = roster_of(parts().site, name)
    planned = tuple(planned_shift(text, chosen.zone) for text in shifts_of)
    plan = Plan(chosen.name, the_duty(chosen, duty), called, *span_of(chosen, start, end), planned, reason)
    with parts().database.transaction() as session:
        row = schedule(session, parts().site, plan, signed(parts()))
    click.echo(f"Entered: {row.name}. Take it back with: ivr roster cancel {row.id}")


@click.command("exceptions")
@click.argument("name", metavar="NAME", required=False)
@AS_JSON
def exceptions(name: str | None, as_json: bool) -> None:
    """What has been entered and is not over, of roster NAME or of all, with who, why and until when."""
    site, now = parts().site, parts().clock.now()
    wanted = canonical(roster_of(site, name).name) if name else None
    with parts().database.transaction() as session:
        rows = [exception_row(each) for each in standing(session, now) if wanted in (None, each.roster)]
    if as_json:
        print_lines(rows)
        return
    for row in rows:
        click.echo(in_words(row, roster_zone(row["roster"])))
    if not rows:
        click.echo("Nothing is entered: rosters.yaml holds as it stands.")


@click.command("cancel")
@click.argument("exception", metavar="ID", type=click.UUID)
def cancel(exception: UUID) -> None:
    """Take back what was entered. What is past stays as it was."""
    with parts().database.transaction() as session:
        take_back(session, parts().site, exception, signed(parts()))
    click.echo("Cancelled.")


def told(wishes: list[Wish]) -> None:
    """Enter all of them or none, and say what came of it."""
    lines = []
    with parts().database.transaction() as session:
        for wish in wishes:
            done = enter(session, parts().site, wish, signed(parts()))
            lines.append(f"Entered in {wish.roster}/{wish.duty}. Take it back with: ivr roster cancel {done.row.id}")
            lines += [f"Beware: {each}" for each in done.warnings()]
    click.echo("\n".join(lines))


def span_of(chosen: SiteRoster, start: str | None, end: str) -> tuple[datetime, datetime]:
    return instant_of(start, chosen.zone) if start else parts().clock.now(), instant_of(end, chosen.zone)


def the_duty(chosen: SiteRoster, duty: str | None) -> str:
    """Raises Refused where there are several and none is named."""
    if duty is not None:
        return duty_of(chosen, duty).name.rpartition("/")[2]
    if len(chosen.duties) > 1:
        raise Refused(f"{chosen.name} has several duties. Say which: --duty {' or --duty '.join(chosen.duties)}.")
    return next(iter(chosen.duties))


def held_by(session: Session, name: str, out: str, span: tuple[datetime, datetime]) -> list[str]:
    """The duties in which somebody has a shift within a span."""
    live = live_roster(session, parts().site, name, span[0])
    (handle,) = spelt(parts().site, (out,))
    return [duty for duty, rule in live.duties.items() if any(handle in each.people for each in shifts(rule, *span))]


def planned_shift(text: str, zone: str) -> PlannedShift:
    """`ann,bo 2026-12-24 08:30 .. 2026-12-25 08:30`. Raises Refused."""
    people, _, rest = text.strip().partition(" ")
    start, dots, end = rest.partition("..")
    if not dots:
        raise Refused(f'"{text}" is no shift. Write "ann 2026-12-24 08:30 .. 2026-12-25 08:30".')
    handles = tuple(each.strip() for each in people.split(",") if each.strip())
    return PlannedShift(instant_of(start.strip(), zone), instant_of(end.strip(), zone), handles)


def exception_row(row: RosterException | TemporarySchedule) -> dict[str, Any]:
    span = {"from": row.starts_at, "until": row.ends_at}
    if isinstance(row, RosterException):
        what: dict[str, Any] = {"kind": row.kind, "came": row.came, "went": row.went}
    else:
        what = {"kind": "temporary", "name": row.name, "shifts": row.shifts}
    entered = {"reason": row.reason, "entered_by": row.entered_by, "entered_at": row.entered_at}
    return {"id": row.id, "tenant": row.tenant, "roster": row.roster, "duty": row.duty, **span, **what, **entered}


def roster_zone(name: str) -> str:
    """The zone of a roster; UTC for one that rosters.yaml does not have any more."""
    found = parts().site.roster(name)
    return found.zone if found else "UTC"


WORDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "replace": lambda row: f"{', '.join(row['came'])} for {', '.join(row['went'])}",
    "add": lambda row: f"{', '.join(row['came'])} as well",
    "remove": lambda row: f"without {', '.join(row['went'])}",
    "take_over": lambda row: f"{', '.join(row['came'])} in place of everybody",
    "temporary": lambda row: f"temporary schedule {row['name']}",
}


def in_words(row: dict[str, Any], zone: str) -> str:
    span = f"{local(row['from'], zone)} - {local(row['until'], zone)}"
    why = f": {row['reason']}" if row["reason"] else ""
    entered = f"{wall_at(row['entered_at'], ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    what = WORDS[row["kind"]](row)
    return f"{row['roster']}/{row['duty']}  {span}  {what}{why} (by {row['entered_by']}, {entered})  {row['id']}"
