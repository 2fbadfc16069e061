"""What a machine keeps on disk for the hour in which the database is away."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy.orm import Session

from afterhours.rules.rosters.duty import shifts
from afterhours.services.duty.live_rosters import live_rosters
from afterhours.services.people.known import reachable_numbers
from afterhours.services.people.numbers_of import numbers_by_handle
from afterhours.site import Site, SiteRoster
from afterhours.site.whom import whom
from ivr.snapshot import OnDuty, Snapshot, SnapshotLine, ToRing

HOURS_AHEAD = timedelta(hours=48)
"""A long weekend without a database would be another emergency."""


def take_snapshot(session: Session, site: Site, now: datetime) -> Snapshot:
    """The lines of the newest revision with their fallback persons, and who is on duty from this hour on.

    `now`: service time; counted from the full hour, so that the same state gives the same snapshot for an hour.
    """
    numbers = numbers_by_handle(session, {line.fallback_person for line in site.book.lines.values()})
    lines = tuple(
        SnapshotLine(
            name=line.name,
            number=line.number,
            council=line.tenant_name,
            languages=line.languages,
            numbers=numbers.get(line.fallback_person, ()),
        )
        for line in site.book.lines.values()
    )
    hour = now.replace(minute=0, second=0, microsecond=0)
    return Snapshot(lines, rosters_ahead(session, site, hour, now))


def rosters_ahead(session: Session, site: Site, since: datetime, now: datetime) -> dict[str, tuple[OnDuty, ...]]:
    """For each roster the stretches from `since` on, with those whom its levels would ring and their numbers."""
    live = live_rosters(session, site, since)
    found = {name: list(stretches(live, roster, since)) for name, roster in live.rosters.items()}
    handles = {who for known in found.values() for _, _, people in known for who in people}
    numbers = reachable_numbers(session, handles, now)
    return {
        name: tuple(
            OnDuty(start.timestamp(), end.timestamp(), tuple(in_order(people, numbers)))
            for start, end, people in known
        )
        for name, known in found.items()
    }  # fmt: skip


def stretches(site: Site, roster: SiteRoster, since: datetime) -> Iterator[tuple[datetime, datetime, tuple[str, ...]]]:
    """From change to change of any duty that may be rung, also of other rosters."""
    until = since + HOURS_AHEAD
    duties = (duty for each in site.rosters.values() for duty in each.duties.values())
    moments = {since, until, *(shift.start for duty in duties for shift in shifts(duty, since, until))}
    targets = [target for level in roster.plan.levels for target in level.ring]
    current: tuple[datetime, datetime, tuple[str, ...]] | None = None
    for start, end in pairwise(sorted(moments)):
        people = whom(site, roster.name, targets, start)
        if current is not None and current[2] == people:
            current = (current[0], end, people)
            continue
        if current is not None:
            yield current
        current = (start, end, people)
    if current is not None:
        yield current


def in_order(people: tuple[str, ...], numbers: Mapping[str, tuple[str, ...]]) -> Iterator[ToRing]:
    for who in people:
        yield from (ToRing(who, number) for number in numbers.get(who, ()))
