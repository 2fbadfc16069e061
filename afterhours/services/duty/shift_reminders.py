"""A reminder before a shift: one text a day ahead, by day.

It is due 24 hours before the shift begins; what would fall into the night comes at nine in the morning after it, which
is still half a day ahead. A run of shifts (seven nights, a week of mornings) is announced once, at its beginning.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from afterhours.models import Person
from afterhours.rules.duty_words import say
from afterhours.rules.own_shifts import Duties, OwnShift, beginning, own_shifts
from afterhours.services.duty.times import duty_told, time_told, zone_of
from afterhours.services.people.known import person_by_handle
from afterhours.services.texts.tell_person import tell_person
from afterhours.site import Site, SiteRoster
from ivr.phone import display

AHEAD, REST = timedelta(hours=24), timedelta(hours=24)
FORESEEN = timedelta(weeks=9)
"""So far ahead the end of a shift is looked for; it is told, too."""
FIRST_HOUR, LAST_HOUR = time(9), time(20)


def remind(session: Session, site: Site, now: datetime) -> int:
    """Tell everybody whose shift begins within a day, and who has not been told; how many. `site`: live rosters."""
    found = own_shifts(duties_of(site.rosters), now - REST, now + FORESEEN)
    soon = [each for each in beginning(found, now, now + AHEAD, REST) if is_due(each, zone_of(site, each.roster), now)]
    return sum(reminded(session, site, each, now) for each in soon)


def duties_of(rosters: Mapping[str, SiteRoster]) -> Duties:
    return {(name, duty): rule for name, roster in rosters.items() for duty, rule in roster.duties.items()}


def is_due(shift: OwnShift, zone: str, now: datetime) -> bool:
    """By day only, also for what is late because no scheduler ran."""
    by_day = FIRST_HOUR <= now.astimezone(ZoneInfo(zone)).time() < LAST_HOUR
    return by_day and due_at(shift.start, zone) <= now


def due_at(start: datetime, zone: str) -> datetime:
    """When the reminder of a shift that begins at `start` is due."""
    wanted = (start - AHEAD).astimezone(ZoneInfo(zone))
    if FIRST_HOUR <= wanted.time() < LAST_HOUR:
        return wanted
    day = wanted.date() + timedelta(days=int(wanted.time() >= LAST_HOUR))
    return datetime.combine(day, FIRST_HOUR, ZoneInfo(zone))


def reminded(session: Session, site: Site, shift: OwnShift, now: datetime) -> bool:
    """Whether this shift was announced just now: not to somebody unknown, and not a second time."""
    person = person_by_handle(session, shift.person)
    if person is None:
        return False
    words = say("reminder", person.language, **facts(site, shift, person))
    key = f"shift {shift.roster} {shift.duty} {person.canonical_handle} {shift.start.isoformat()}"
    return tell_person(session, person, say("subject_reminder", person.language), words, key, now, purpose="reminder")


def facts(site: Site, shift: OwnShift, person: Person) -> dict[str, str]:
    """What stands in the text. The council is that of the roster; its number is the one they will see, written as
    people where they live write it."""
    zone, language, tenant = zone_of(site, shift.roster), person.language, site.rosters[shift.roster].tenant
    council, own = (site.councils.get(each) or site.councils[site.tenant] for each in (tenant, person.tenant))
    return {
        "council": council.name,
        "duty": duty_told(site, shift.roster, shift.duty, language),
        "start": time_told(shift.start, zone, language),
        "end": time_told(shift.end, zone, language),
        "number": display(site.duty_number(tenant), own.country),
    }
