"""Shifts as an iCalendar document: one event a resolved shift, in UTC, and no rule that a program could read otherwise.

Holds names and duties, no telephone number. The same shifts give the same bytes, so that readers ask in vain.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import CalendarFeed, Person
from afterhours.rules.rosters.duty import Shift, by_people, shifts
from afterhours.services.duty.live_rosters import live_rosters
from afterhours.site import Site, SiteRoster
from afterhours.why_words import why
from ivr.flowfile.names import name as canonical

BACK, AHEAD = timedelta(weeks=4), timedelta(weeks=26)
SHIFT = UUID("6f1d3f0e-3b0c-5a5e-9d52-0a5f0d6b8a11")
"""The namespace of the events' names."""
HOURS_4 = "PT4H"


class Own(NamedTuple):
    """A shift of one duty."""

    roster: SiteRoster
    duty: str
    shift: Shift


def calendar_of(session: Session, site: Site, feed: CalendarFeed, now: datetime) -> bytes:
    """The document of a feed: some weeks back, half a year ahead. `now`: service time, aware."""
    today = datetime.combine(now.date(), time(), now.tzinfo)
    since, until = today - BACK, today + AHEAD
    live = live_rosters(session, site, since)
    if feed.kind == "roster":
        roster = live.roster(feed.name)
        found = list(of_roster(roster, since, until)) if roster else []
        title = f"{roster.name if roster else feed.name} on duty"
    else:
        found = [each for roster in live.rosters.values() for each in of_person(roster, feed.name, since, until)]
        title = f"{names_of(session, {feed.name}).get(feed.name, feed.name)} on duty"
    people = {canonical(handle) for each in found for handle in each.shift.people}
    written: bytes = document(title, found, names_of(session, people), feed, since).to_ical()
    return written


def of_roster(roster: SiteRoster, since: datetime, until: datetime) -> Iterable[Own]:
    """Every shift with people; a gap is no event."""
    for duty, rule in roster.duties.items():
        yield from (Own(roster, duty, each) for each in by_people(shifts(rule, since, until)) if each.people)


def of_person(roster: SiteRoster, handle: str, since: datetime, until: datetime) -> Iterable[Own]:
    """Somebody's own shifts: whoever else comes and goes meanwhile splits none of them."""
    for duty, rule in roster.duties.items():
        own = (alone(each, handle) for each in shifts(rule, since, until))
        yield from (Own(roster, duty, each) for each in by_people(own) if each.people)


def alone(shift: Shift, handle: str) -> Shift:
    return shift._replace(people=tuple(each for each in shift.people if canonical(each) == handle))


def document(title: str, found: list[Own], names: Mapping[str, str], feed: CalendarFeed, since: datetime) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//311//who is on duty//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    calendar.add("x-published-ttl", HOURS_4)
    for each in sorted(found, key=lambda own: (own.shift.start, own.roster.name, own.duty)):
        calendar.add_component(event(each, names, feed, since))
    return calendar


def event(own: Own, names: Mapping[str, str], feed: CalendarFeed, since: datetime) -> Event:
    """Its name stays the same while roster, duty and beginning do: a swap changes an event, and makes none.

    One that began before the calendar does (`since`) has no beginning in it, and keeps its name from day to day.
    """
    made = Event()
    whose = feed.name if feed.kind == "person" else ""
    begins = own.shift.start.isoformat() if own.shift.start > since else "before"
    key = f"{canonical(own.roster.name)}/{canonical(own.duty)}/{whose}/{begins}"
    people = ", ".join(names.get(canonical(handle), handle) for handle in own.shift.people)
    duty = f"{own.roster.name}/{own.duty}"
    made.add("uid", str(uuid5(SHIFT, key)))
    made.add("dtstamp", feed.made_at.replace(microsecond=0))
    made.add("dtstart", own.shift.start)
    made.add("dtend", own.shift.end)
    made.add("summary", duty if feed.kind == "person" else f"{duty}: {people}")
    made.add("description", why(own.shift.why, own.roster.zone))
    made.add("transp", "TRANSPARENT")
    return made


def names_of(session: Session, handles: Iterable[str]) -> Mapping[str, str]:
    """Canonical handle -> the person's name."""
    rows = session.execute(
        select(Person.canonical_handle, Person.name).where(Person.canonical_handle.in_(sorted(handles)))
    )
    return {row.canonical_handle: row.name for row in rows}
