"""Nights: the stretches in which an office is closed, from its closing to its next opening.

A pause is no night: an office that closes for lunch hands nothing over. Several closed days are one night, so Christmas
is handed over once, from the last closing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from afterhours.rules.hours import Hours, windows_between

SHORTEST = timedelta(hours=4)
"""Closed for less than this is a pause of the day."""
REACH = timedelta(days=45)
"""So far before and after an instant is looked; an office that is closed for longer has no night."""


@dataclass(frozen=True, slots=True)
class Night:
    """Closed from `closes` until `opens` (UTC)."""

    closes: datetime
    opens: datetime

    def holds(self, at: datetime) -> bool:
        return self.closes <= at < self.opens


def nights_between(hours: Hours, since: datetime, until: datetime) -> Iterator[Night]:
    """The nights that begin and end between `since` and `until` (aware), in order; one that is cut off is left out."""
    closes: datetime | None = None
    first = True
    for stretch in windows_between(hours, since, until):
        if stretch.open:
            if closes is not None and stretch.start - closes >= SHORTEST:
                yield Night(closes, stretch.start)
            closes = None
        elif closes is None and not first:
            closes = stretch.start
        first = False


def night_of(hours: Hours, at: datetime) -> Night | None:
    """The night that is going on at `at`, or else the last one before it; None where there is none within `REACH`."""
    found = None
    for night in nights_between(hours, at - REACH, at + REACH):
        if night.closes > at:
            break
        found = night
    return found


def night_ahead(hours: Hours, at: datetime) -> Night | None:
    """The night that is going on at `at`, or else the next one."""
    return next((each for each in nights_between(hours, at - REACH, at + REACH) if each.opens > at), None)
