"""Times of shifts as they are told to somebody: in the roster's zone, in the person's language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from afterhours.rules.duty_words import duty_name, known_language, say
from afterhours.rules.own_shifts import OwnShift
from afterhours.site import Site

PATTERN = "EEE d MMM HH:mm"


def time_told(at: datetime, zone: str, language: str | None) -> str:
    """Such as "Fri 27 Nov 17:00"."""
    return format_datetime(at.astimezone(ZoneInfo(zone)), PATTERN, ZoneInfo(zone), locale=known_language(language))


def duty_told(site: Site, roster: str, duty: str, language: str | None) -> str:
    """The roster's title in the person's language; with the duty where the roster has several."""
    found = site.rosters.get(roster)
    if found is None:
        return roster
    title = found.title.get(known_language(language)) or next(iter(found.title.values()), roster)
    return f"{title} ({duty_name(duty, language)})" if len(found.duties) > 1 else title


def shift_told(site: Site, shift: OwnShift, language: str | None) -> str:
    """One shift in a list."""
    zone = zone_of(site, shift.roster)
    start, end = (time_told(at, zone, language) for at in (shift.start, shift.end))
    return say("shift", language, duty=duty_told(site, shift.roster, shift.duty, language), start=start, end=end)


def zone_of(site: Site, roster: str) -> str:
    """UTC for a roster that is gone."""
    found = site.rosters.get(roster)
    return found.zone if found else "UTC"
