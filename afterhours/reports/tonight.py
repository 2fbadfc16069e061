"""Tonight on paper: who is on duty until the office opens, their numbers, how they are called, and what to ask.

It is what is used when everything else is down, so it holds everything: whoever has it can run the night by hand.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Person
from afterhours.reports.handover import WITHOUT_OFFICE
from afterhours.reports.office import office_of
from afterhours.rules.nights import Night, night_ahead
from afterhours.rules.rosters.duty import by_people, shifts
from afterhours.services.duty.live_rosters import live_rosters
from afterhours.services.people.known import usable_numbers
from afterhours.site import Service, Site, SiteRoster
from ivr.errors import NotFound
from ivr.flowfile.names import name


@dataclass(frozen=True, slots=True)
class DutyTonight:
    """From `start` until `end` (UTC) these people (handles) have a duty; nobody is a gap."""

    start: datetime
    end: datetime
    duty: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """A person's name and numbers (E.164, in the order to try); `tested`: those that answered a test call lately."""

    name: str
    numbers: tuple[str, ...]
    tested: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tonight:
    """The night of one council. `people`: canonical handle -> how to reach them; who is not there has no number.

    `services`: the kinds of emergency that these rosters are called for.
    """

    tenant: str
    night: Night
    now: datetime
    rosters: tuple[SiteRoster, ...]
    duties: Mapping[str, tuple[DutyTonight, ...]]
    people: Mapping[str, Reached]
    services: tuple[Service, ...]

    @property
    def gaps(self) -> tuple[tuple[SiteRoster, DutyTonight], ...]:
        return tuple((each, duty) for each in self.rosters for duty in self.duties[each.name] if not duty.people)


def tonight(session: Session, site: Site, tenant: str, now: datetime) -> Tonight:
    """The night that is going on, or the next. `now`: service time. Raises NotFound for no council."""
    if tenant not in site.councils:
        raise NotFound(f"There is no council {tenant}.")
    office = office_of(session, site, tenant, now)
    night = (night_ahead(office, now) if office else None) or Night(now, now + WITHOUT_OFFICE)
    live = live_rosters(session, site, night.closes)
    rosters = tuple(each for each in live.rosters.values() if each.tenant == tenant)
    duties = {each.name: tuple(of_night(each, night)) for each in rosters}
    services = tuple(services_of(live, tenant))
    handles = {*named(rosters, duties), *called_directly(live, services), site.councils[tenant].fallback_person}
    return Tonight(
        tenant=tenant,
        night=night,
        now=now,
        rosters=rosters,
        duties=duties,
        people=reached(session, handles, now),
        services=services,
    )


def of_night(roster: SiteRoster, night: Night) -> Iterator[DutyTonight]:
    """Each duty from the closing to the opening, in the order of rosters.yaml."""
    for duty, each in roster.duties.items():
        for shift in by_people(shifts(each, night.closes, night.opens)):
            yield DutyTonight(shift.start, shift.end, duty, tuple(shift.people))


def services_of(site: Site, tenant: str) -> Iterator[Service]:
    """The emergencies of a council: those that call one of its rosters, or somebody by name where it is a line's own
    council. A handle belongs to nobody in particular, so the municipality's paper has it."""
    for service in site.services.values():
        called = service.request.emergency
        roster = site.roster(called) if called else None
        if (roster is not None and roster.tenant == tenant) or (called and roster is None and tenant == site.tenant):
            yield service


def named(
    rosters: tuple[SiteRoster, ...], duties: Mapping[str, tuple[DutyTonight, ...]]
) -> Iterator[str]:  # fmt: skip
    """Everybody whom the paper names: on duty, in a plan, or told of an alarm."""
    for roster in rosters:
        for duty in duties[roster.name]:
            yield from duty.people
        for level in roster.plan.levels:
            yield from (aim.name for aim in (*level.ring, *level.text) if aim.kind == "person")
        yield from roster.plan.tell


def called_directly(site: Site, services: tuple[Service, ...]) -> Iterator[str]:
    """Those whom a kind of emergency calls by their own handle."""
    for service in services:
        if service.request.emergency and site.roster(service.request.emergency) is None:
            yield service.request.emergency


def reached(session: Session, handles: set[str], now: datetime) -> Mapping[str, Reached]:
    usable = usable_numbers(session, sorted(handles), now)
    tested = {name(handle): numbers for handle, numbers in usable.items()}
    query = select(Person).where(Person.canonical_handle.in_({name(handle) for handle in handles}))
    return {
        each.canonical_handle: Reached(each.name, tuple(each.numbers), tested.get(each.canonical_handle, ()))
        for each in session.scalars(query)
    }
