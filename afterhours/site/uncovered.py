"""Where nobody is on duty though somebody is needed: by roster, duty and time. Pure; asks no clock."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from afterhours.rules.rosters.duty import by_people, gaps
from afterhours.site.model import Site, SiteRoster

WEEKS_AHEAD = 8


class Uncovered(NamedTuple):
    """From `start` until `end` (UTC) nobody has this duty."""

    roster: SiteRoster
    duty: str
    start: datetime
    end: datetime


def uncovered(site: Site, since: datetime, until: datetime) -> Iterator[Uncovered]:
    """Every stretch of every roster between two instants (aware), rosters in the order of the file."""
    for roster in site.rosters.values():
        yield from uncovered_in(roster, since, until)


def uncovered_in(roster: SiteRoster, since: datetime, until: datetime) -> Iterator[Uncovered]:
    """Those of one roster; stretches that touch are one, whatever the reasons are."""
    for duty, rule in roster.duties.items():
        hours = None if roster.needed == "always" else rule.hours
        for gap in by_people(gaps(rule, since, until, hours=hours, while_open=roster.needed == "in_hours")):
            yield Uncovered(roster, duty, gap.start, gap.end)
