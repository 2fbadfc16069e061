"""`ivr hours`: what callers will meet, day by day, and opening or closing at once."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click

from afterhours.rules.days_ahead import Day, clock, days_ahead, next_change, source_of
from afterhours.rules.hours import Hours, Stretch, Why, reason
from afterhours.rules.local_time import wall_at
from afterhours.services.duty.live_hours import live_calendars, live_hours
from afterhours.services.duty.switch_hours import resume_hours, switch_hours
from afterhours.site.holiday_list import edition
from webhooks.cli.choosing import AS_JSON
from webhooks.cli.context import parts, signed
from webhooks.cli.output import print_lines
from webhooks.cli.until import moment_to_come

NAME = click.argument("name", metavar="NAME")
UNTIL = click.option("--until", required=True, help="2h, 18:00, or 2026-12-24T18:00 in the calendar's own time.")
REASON = click.option("--reason", required=True, help="Why; colleagues see it.")


@click.group()
def hours() -> None:
    """When the offices are open, and why."""


@hours.command("show")
@click.argument("name", metavar="NAME", required=False)
@click.option("--from", "first", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="Today, without it.")
@click.option("--weeks", default=2, show_default=True, type=click.IntRange(1, 60))
@AS_JSON
def show(name: str | None, first: datetime | None, weeks: int, as_json: bool) -> None:
    """What callers of calendar NAME will meet, day by day, and why; without NAME every calendar as it is now."""
    site, now = parts().site, parts().clock.now()
    with parts().database.transaction() as session:
        chosen = [live_hours(session, site, name)] if name else list(live_calendars(session, site).values())
    if not name:
        tell_all(chosen, now, as_json=as_json)
        return
    (calendar,) = chosen
    begin = first.date() if first else wall_at(now, ZoneInfo(calendar.zone)).date()
    days = list(days_ahead(calendar, begin, begin + timedelta(weeks=weeks, days=-1)))
    if as_json:
        print_lines(day_row(calendar, day) for day in days)
        return
    click.echo(standing(calendar, now))
    for day in days:
        click.echo(day_line(calendar, day))
    if calendar.holidays.source:
        click.echo(f"{calendar.holidays.source}: the public holidays as the library {edition()} has them.")


@hours.command("open")
@NAME
@UNTIL
@REASON
def open_now(name: str, until: str, reason: str) -> None:
    """Open calendar NAME now, whatever it says, until a time."""
    switched(name, until, reason, opens=True)


@hours.command("close")
@NAME
@UNTIL
@REASON
def close_now(name: str, until: str, reason: str) -> None:
    """Close calendar NAME now, whatever it says, until a time."""
    switched(name, until, reason, opens=False)


@hours.command("resume")
@NAME
def resume(name: str) -> None:
    """Back to what hours.yaml says, before the time is over."""
    with parts().database.transaction() as session:
        ended = resume_hours(session, live_hours(session, parts().site, name), signed(parts()))
        calendar = live_hours(session, parts().site, name)
    click.echo(standing(calendar, parts().clock.now()) if ended else f"{calendar.name} goes by hours.yaml already.")


def switched(name: str, until: str, reason: str, *, opens: bool) -> None:
    with parts().database.transaction() as session:
        calendar = live_hours(session, parts().site, name)
        order = signed(parts())
        end = moment_to_come(until, order.now, calendar.zone)
        switch_hours(session, calendar, order, end, reason, opens=opens)
        session.flush()
        calendar = live_hours(session, parts().site, name)
    click.echo(standing(calendar, order.now))


def tell_all(calendars: list[Hours], now: datetime, *, as_json: bool) -> None:
    if as_json:
        print_lines(now_row(each, now) for each in calendars)
        return
    for each in calendars:
        click.echo(standing(each, now))
    if not calendars:
        click.echo("hours.yaml names no opening hours.")


def standing(calendar: Hours, now: datetime) -> str:
    """Open or closed now, why, and until when; in one line."""
    state, change = reason(calendar, now), next_change(calendar, now)
    word = "open" if state.open else "closed"
    told = f"{calendar.name} ({calendar.zone}) is {word} now: {why_in_words(calendar, state.why)}."
    if change is None:
        return f"{told} Nothing changes in the next 90 days."
    return f"{told} It {'opens' if change.open else 'closes'} {local(change.start, calendar)}."


def local(at: datetime, calendar: Hours) -> str:
    return f"{wall_at(at, ZoneInfo(calendar.zone)):%a %d %b %Y %H:%M}"


def day_line(calendar: Hours, day: Day) -> str:
    zone = ZoneInfo(calendar.zone)
    windows = ", ".join(f"{clock(start, day.day, zone)}-{clock(end, day.day, zone)}" for start, end in day.windows)
    told = [reason_in_words(calendar, day.day, each) for each in day.reasons]
    told += [f"{each.name} ({each.source}) is no holiday here" for each in day.holidays if not each.kept]
    return f"{day.day:%a %Y-%m-%d}  {windows or 'closed':24}  {'; '.join(told)}"


def reason_in_words(calendar: Hours, day: date, stretch: Stretch) -> str:
    words = why_in_words(calendar, stretch.why)
    if stretch.why.source != "switch":
        return words
    zone = ZoneInfo(calendar.zone)
    end = min(stretch.why.until or stretch.end, stretch.end)
    word = "open" if stretch.open else "closed"
    return f"{word} {clock(stretch.start, day, zone)}-{clock(end, day, zone)}, {words}"


def why_in_words(calendar: Hours, why: Why) -> str:
    match why.source:
        case "holiday":
            return f"{why.name} ({source_of(calendar, why)})"
        case "exception":
            days = f"{why.first}" if why.first == why.last else f"{why.first}..{why.last}"
            return f"{why.name}, exception {days}" if why.name else f"exception {days}"
        case "switch":
            until = f" until {local(why.until, calendar)}" if why.until else ""
            return f"by order of {why.by}{until}: {why.name}"
        case _:
            return "the week"


def day_row(calendar: Hours, day: Day) -> dict[str, Any]:
    zone = ZoneInfo(calendar.zone)
    return {
        "calendar": calendar.name,
        "zone": calendar.zone,
        "day": day.day.isoformat(),
        "open": [{"from": start.astimezone(zone), "until": end.astimezone(zone)} for start, end in day.windows],
        "reasons": list(reason_rows(calendar, day)),
        "holidays": [{"name": each.name, "source": each.source, "kept": each.kept} for each in day.holidays],
    }


def reason_rows(calendar: Hours, day: Day) -> Iterator[Mapping[str, Any]]:
    for each in day.reasons:
        told = {name: value for name, value in each.why._asdict().items() if value}
        listed = source_of(calendar, each.why)
        yield told | {"open": each.open} | ({"list": listed} if listed else {})


def now_row(calendar: Hours, now: datetime) -> dict[str, Any]:
    state, change = reason(calendar, now), next_change(calendar, now)
    told = {name: value for name, value in state.why._asdict().items() if value}
    whose = {"calendar": calendar.name, "tenant": calendar.tenant, "zone": calendar.zone}
    return {**whose, "open": state.open, "reason": told, "changes_at": change.start if change else None}
