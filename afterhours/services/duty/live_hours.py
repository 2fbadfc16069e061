"""The calendars as callers meet them now: hours.yaml, and the switches of the database that still hold."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from afterhours.models import HoursSwitch
from afterhours.rules.hours import Hours, Switch
from afterhours.site import Site
from ivr.errors import NotFound
from ivr.flowfile.names import did_you_mean
from ivr.flowfile.names import name as canonical

FRESH = timedelta(seconds=1)
Held: TypeAlias = Mapping[str, tuple[Switch, ...]]
"""Calendar, in its canonical form -> the switches that hold now, or will."""


def live_hours(session: Session, site: Site, name: str) -> Hours:
    """One calendar with its switches. Raises NotFound for a name that hours.yaml does not have."""
    calendar = site.calendar(name)
    if calendar is None:
        raise NotFound(f'There are no opening hours "{name}" in hours.yaml: {did_you_mean(name, site.hours)}')
    return live_calendars(session, site)[calendar.name]


def live_calendars(session: Session, site: Site) -> Mapping[str, Hours]:
    """Every calendar with its switches, by name."""
    return live_site(held(session), site).hours


def held(session: Session) -> Held:
    """The switches that have neither expired nor been taken back, in one statement."""
    rows = session.scalars(
        select(HoursSwitch)
        .where(HoursSwitch.ended_at.is_(None), HoursSwitch.until > func.ivr_now())
        .order_by(HoursSwitch.since)
    )
    found: dict[str, list[Switch]] = defaultdict(list)
    for row in rows:
        found[row.calendar].append(Switch(row.opens, row.since, row.until, by=row.set_by, reason=row.reason))
    return {calendar: tuple(switches) for calendar, switches in found.items()}


def live_site(switches: Held, site: Site) -> Site:
    """The site whose calendars have these switches; the same site where there are none."""
    hours = {name: replace(each, switches=switches.get(canonical(name), ())) for name, each in site.hours.items()}
    return replace(site, hours=hours) if switches else site


class SwitchBoard:
    """The switches for the turns of one process, read at most once a second: an ordinary turn asks nothing more.

    A new switch is obeyed by every process within `FRESH`. That one expires is reckoned, not read.
    """

    def __init__(self) -> None:
        self._held: Held = {}
        self._read_at: datetime | None = None

    def site(self, session: Session, site: Site, now: datetime) -> Site:
        """`site` as callers meet it at `now` (service time, which may have travelled)."""
        if self._read_at is None or not timedelta() <= now - self._read_at < FRESH:
            self._held, self._read_at = held(session), now
        return live_site(self._held, site)
