"""What each layer gives: stretches of time with people and the reason, in UTC.

A layer serves where three things meet: its validity, its `when`, and a turn of its rotation.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from afterhours.rules.hours import Hours, Why, windows_between
from afterhours.rules.local_time import DAY, days_between, midnight, to_utc, wall_at
from afterhours.rules.rosters.eras import on_turn
from afterhours.rules.rosters.model import DutyWindow, Layer, Roster
from afterhours.rules.rosters.reasons import Reason
from afterhours.rules.rosters.rotations import Group


class Cover(NamedTuple):
    """A stretch in which a layer serves; `why`: the hours or the holiday that made it so."""

    start: datetime
    end: datetime
    why: Reason | None = None


class Served(NamedTuple):
    """A stretch in which a layer has `people` on duty."""

    start: datetime
    end: datetime
    people: Group
    layer: Layer
    why: tuple[Reason, ...]


def served(roster: Roster, layer: Layer, since: datetime, until: datetime) -> Iterator[Served]:
    """The stretches of one layer that overlap [since, until) (UTC), clipped to it and to the layer's validity."""
    start = max(since, layer.valid_from.astimezone(UTC)) if layer.valid_from else since
    end = min(until, layer.valid_until.astimezone(UTC)) if layer.valid_until else until
    if start >= end:
        return
    covers = list(covered(roster, layer, start, end))
    ends = [cover.end for cover in covers]
    for turn in on_turn(layer.rotation, start, end, ZoneInfo(roster.zone)):
        for cover in covers[bisect_right(ends, turn.start) :]:
            if cover.start >= turn.end:
                break
            why = (Reason("layer", layer.name, turn.people), *([cover.why] if cover.why else ()))
            yield Served(max(turn.start, cover.start), min(turn.end, cover.end), turn.people, layer, why)


def covered(roster: Roster, layer: Layer, since: datetime, until: datetime) -> Iterator[Cover]:
    """Where the layer's `when` holds: stretches in order, none overlapping another."""
    if layer.when == "always":
        yield Cover(since, until)
    elif layer.when == "windows":
        yield from clipped(joined(in_windows(layer.windows, since, until, ZoneInfo(roster.zone))), since, until)
    elif roster.hours is None:
        return
    elif layer.when == "holiday_dates":
        yield from clipped(on_holidays(roster.hours, since, until), since, until)
    else:
        yield from by_hours(roster.hours, since, until, opened=layer.when == "in_hours")


def in_windows(windows: tuple[DutyWindow, ...], since: datetime, until: datetime, zone: ZoneInfo) -> list[Cover]:
    longest = max((window.days_later for window in windows), default=0)
    days = days_between(wall_at(since, zone).date() - (longest + 1) * DAY, wall_at(until, zone).date() + DAY)
    found = []
    for window in windows:
        for day in days:
            if day.weekday() in window.days:
                start = to_utc(datetime.combine(day, window.start), zone)
                end = to_utc(datetime.combine(day + window.days_later * DAY, window.end), zone)
                found.append(Cover(start, end))
    return sorted((cover for cover in found if cover.start < cover.end), key=lambda cover: cover.start)


def joined(covers: list[Cover]) -> Iterator[Cover]:
    """Covers that touch or overlap become one."""
    current: Cover | None = None
    for cover in covers:
        if current is not None and cover.start <= current.end:
            current = current._replace(end=max(current.end, cover.end))
            continue
        if current is not None:
            yield current
        current = cover
    if current is not None:
        yield current


def on_holidays(hours: Hours, since: datetime, until: datetime) -> Iterator[Cover]:
    """The holidays of the service, from midnight to midnight of its own zone."""
    zone = ZoneInfo(hours.zone)
    for day in days_between(wall_at(since, zone).date() - DAY, wall_at(until, zone).date()):
        name = hours.holidays.name_on(day)
        if name is not None:
            yield Cover(midnight(day, zone), midnight(day + DAY, zone), Reason("holiday", name))


def by_hours(hours: Hours, since: datetime, until: datetime, *, opened: bool) -> Iterator[Cover]:
    for stretch in windows_between(hours, since, until):
        if stretch.open is opened:
            yield Cover(stretch.start, stretch.end, told(hours, stretch.why, opened=opened))


def told(hours: Hours, why: Why, *, opened: bool) -> Reason:
    if why.source == "holiday":
        return Reason("holiday", why.name)
    detail = why.name or ("" if why.source == "week" else why.source)
    return Reason("in_hours" if opened else "out_of_hours", hours.name, detail=detail, by=why.by)


def clipped(covers: Iterator[Cover], since: datetime, until: datetime) -> Iterator[Cover]:
    for cover in covers:
        if cover.start < until and cover.end > since:
            yield cover._replace(start=max(cover.start, since), end=min(cover.end, until))
