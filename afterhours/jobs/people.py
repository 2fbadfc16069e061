"""The jobs that keep people on duty reachable and informed."""

from afterhours.library import Library
from afterhours.services.number_tests import ask_for_due
from ivr.clock import Clock
from ivr.errors import NotFound
from ivr.store.database import Database


def number_tests(database: Database, library: Library, clock: Clock) -> None:
    """Ask for the test calls that are due; before the first release nobody is on duty."""
    try:
        _, site = library.newest()
    except NotFound:
        return
    with database.transaction() as session:
        ask_for_due(session, site, clock.now())
