"""The jobs that keep people on duty reachable and informed."""

from afterhours.library import Library
from afterhours.services.duty.live_rosters import live_rosters
from afterhours.services.duty.log import LOOKS_BACK, full_hour, keep_duty_log
from afterhours.services.duty.shift_reminders import REST, remind
from afterhours.services.people.number_tests import ask_for_due
from afterhours.site import Site
from ivr.clock import Clock
from ivr.errors import NotFound
from ivr.store.database import Database


def number_tests(database: Database, library: Library, clock: Clock) -> None:
    """Ask for the test calls that are due; before the first release nobody is on duty."""
    site = newest(library)
    if site is not None:
        with database.transaction() as session:
            ask_for_due(session, site, clock.now())


def reminders(database: Database, library: Library, clock: Clock) -> None:
    """Tell those whose shift begins within a day."""
    site, now = newest(library), clock.now()
    if site is not None:
        with database.transaction() as session:
            remind(session, live_rosters(session, site, now - REST), now)


def duty_log(database: Database, library: Library, clock: Clock) -> None:
    """Write down who was on duty, up to the last full hour."""
    site, now = newest(library), clock.now()
    if site is not None:
        with database.transaction() as session:
            keep_duty_log(session, live_rosters(session, site, now - LOOKS_BACK), full_hour(now))


def newest(library: Library) -> Site | None:
    try:
        return library.newest()[1]
    except NotFound:
        return None
