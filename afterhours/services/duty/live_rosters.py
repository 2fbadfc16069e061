"""The rosters as they are now: rosters.yaml with what the desk entered, and with live opening hours.

Three statements bring everything; the rest is reckoned by `rules.rosters`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeAlias, TypeVar

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from afterhours.models import RosterException, TemporarySchedule
from afterhours.rules.escalation import Target
from afterhours.rules.hours import Hours
from afterhours.rules.rosters import model
from afterhours.rules.rosters.duty import OnDuty, on_duty
from afterhours.services.duty.live_hours import live_calendars
from afterhours.site import Site, SiteRoster
from afterhours.site.whom import whom
from ivr.errors import NotFound
from ivr.flowfile.names import among, did_you_mean
from ivr.flowfile.names import name as canonical

RECENT = timedelta(days=1)
"""Exceptions that ended longer ago are not read, unless somebody asks for what was then."""
Key: TypeAlias = tuple[str, str]
"""Roster and duty, in canonical form."""
Row = TypeVar("Row", RosterException, TemporarySchedule)


class Entered(NamedTuple):
    """What was entered for each duty, in the order in which it was entered."""

    overrides: Mapping[Key, tuple[model.Override, ...]]
    temporary: Mapping[Key, tuple[model.TemporarySchedule, ...]]


def live_duty(session: Session, site: Site, roster: str, duty: str, since: datetime | None = None) -> model.Roster:
    """One duty, ready to be reckoned with. Raises NotFound. `since`: from when on answers are wanted (default: now)."""
    return duty_of(live_roster(session, site, roster, since), duty)


def live_roster(session: Session, site: Site, roster: str, since: datetime | None = None) -> SiteRoster:
    """One roster with its live duties. Raises NotFound for a name that rosters.yaml does not have."""
    return roster_of(live_rosters(session, site, since), roster)


def live_rosters(session: Session, site: Site, since: datetime | None = None) -> Site:
    """The site with every roster and calendar as they are now."""
    found, hours = entered(session, site, since), live_calendars(session, site)
    rosters = {name: live(roster, found, hours) for name, roster in site.rosters.items()}
    return replace(site, rosters=rosters, hours=hours)


def who_now(session: Session, site: Site, roster: str, at: datetime) -> Mapping[str, OnDuty]:
    """Who has each duty of a roster at an instant (aware), and why. Raises NotFound."""
    return on_duty_in(live_roster(session, site, roster, at), at)


def on_duty_in(roster: SiteRoster, at: datetime) -> Mapping[str, OnDuty]:
    """Duty -> who has it at an instant (aware), and why."""
    return {duty: on_duty(each, at) for duty, each in roster.duties.items()}


def people_for(session: Session, site: Site, roster: str, targets: Sequence[Target], at: datetime) -> tuple[str, ...]:
    """Whom these targets of a roster's plan mean at an instant: handles in order, nobody twice.

    A roster or duty that is no longer there means nobody: whoever pages then goes on to the next level.
    """
    return whom(live_rosters(session, site, at), roster, targets, at)


def roster_of(site: Site, name: str) -> SiteRoster:
    """Raises NotFound."""
    found = site.roster(name)
    if found is None:
        raise NotFound(f'There is no roster "{name}" in rosters.yaml: {did_you_mean(name, site.rosters)}')
    return found


def duty_of(roster: SiteRoster, name: str) -> model.Roster:
    """Raises NotFound."""
    found = among(name, roster.duties)
    if found is None:
        raise NotFound(f'{roster.name} has no duty "{name}": {did_you_mean(name, roster.duties)}')
    return roster.duties[found]


def live(roster: SiteRoster, found: Entered, hours: Mapping[str, Hours]) -> SiteRoster:
    """A roster with what was entered, and with the hours it follows as they are now."""
    calendar = hours.get(roster.hours or "")
    duties = {
        duty: replace(
            each,
            overrides=found.overrides.get((canonical(roster.name), canonical(duty)), ()),
            temporary=found.temporary.get((canonical(roster.name), canonical(duty)), ()),
            hours=calendar or each.hours,
        )
        for duty, each in roster.duties.items()
    }
    return replace(roster, duties=duties)


def entered(session: Session, site: Site, since: datetime | None = None) -> Entered:
    """What was entered and may matter at `since` (aware; default: now) or later. Handles as the site spells them."""
    spelt = {canonical(handle): handle for handle in site.people}
    overrides: dict[Key, list[model.Override]] = defaultdict(list)
    for row in rows_of(session, RosterException, since):
        overrides[row.roster, row.duty].append(override_of(row, spelt))
    temporary: dict[Key, list[model.TemporarySchedule]] = defaultdict(list)
    for each in rows_of(session, TemporarySchedule, since):
        temporary[each.roster, each.duty].append(schedule_of(each, spelt))
    return Entered(
        {key: tuple(found) for key, found in overrides.items()},
        {key: tuple(found) for key, found in temporary.items()},
    )


def rows_of(session: Session, table: type[Row], since: datetime | None) -> Iterable[Row]:
    """In the order in which they were entered; without those that were cancelled before they began."""
    ends = func.ivr_now() - RECENT if since is None else since - RECENT
    statement = (
        select(table)
        .where(table.ends_at > ends, or_(table.cancelled_at.is_(None), table.cancelled_at > table.starts_at))
        .order_by(table.entered_at, table.id)
    )
    return session.scalars(statement)


def standing(session: Session, now: datetime) -> list[RosterException | TemporarySchedule]:
    """What was entered, was not cancelled and is not over at `now` (aware), by its beginning."""
    found: list[RosterException | TemporarySchedule] = list(rows_of(session, RosterException, now))
    found += rows_of(session, TemporarySchedule, now)
    return sorted(
        (each for each in found if each.cancelled_at is None and each.ends_at > now), key=lambda each: each.starts_at
    )


def end_of(row: RosterException | TemporarySchedule) -> datetime:
    """UTC. One that was cancelled while it held ended then: who was on duty before stays so."""
    ends = row.ends_at.astimezone(UTC)
    return ends if row.cancelled_at is None else min(ends, row.cancelled_at.astimezone(UTC))


def override_of(row: RosterException, spelt: Mapping[str, str]) -> model.Override:
    return model.Override(
        kind=row.kind,  # type: ignore[arg-type] # the table's own check
        start=row.starts_at.astimezone(UTC),
        end=end_of(row),
        add=group(row.came, spelt),
        remove=group(row.went, spelt),
        priority=row.priority,
        by=row.entered_by,
        reason=row.reason,
    )


def schedule_of(row: TemporarySchedule, spelt: Mapping[str, str]) -> model.TemporarySchedule:
    shifts = tuple(
        model.TemporaryShift(
            start=datetime.fromisoformat(each["start"]),
            end=datetime.fromisoformat(each["end"]),
            people=group(each["people"], spelt),
        )
        for each in row.shifts
    )
    return model.TemporarySchedule(
        start=row.starts_at.astimezone(UTC),
        end=end_of(row),
        shifts=shifts,
        name=row.name,
        by=row.entered_by,
        reason=row.reason,
    )


def group(handles: Iterable[str], spelt: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(spelt.get(canonical(handle), handle) for handle in handles)
