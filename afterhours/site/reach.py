"""Whether a roster's plan can reach anybody at all: a person, a duty that is served some day, or a roster that can."""

from collections.abc import Mapping
from datetime import datetime

from afterhours.rules.escalation import Target
from afterhours.rules.rosters.model import Layer, Roster
from afterhours.site.model import SiteRoster
from ivr.flowfile.texts import Reading


def check_reach(rosters: Mapping[str, SiteRoster], reading: Reading) -> None:
    for roster in rosters.values():
        if not reaches(roster, rosters, ()):
            what = f"whoever is called by {roster.name}, nobody is ever on duty there"
            mend = "ring a duty that somebody serves, or end with ring: person and a handle"
            reading.fault(roster.place, "reaches-nobody", what, mend)


def reaches(roster: SiteRoster, rosters: Mapping[str, SiteRoster], seen: tuple[str, ...]) -> bool:
    """Rosters that only name each other reach nobody."""
    if roster.name in seen:
        return False
    met = (*seen, roster.name)
    return any(hits(aim, roster, rosters, met) for level in roster.plan.levels for aim in level.ring)


def hits(aim: Target, roster: SiteRoster, rosters: Mapping[str, SiteRoster], seen: tuple[str, ...]) -> bool:
    if aim.kind == "duty":
        return is_served(roster.duties[aim.name])
    return aim.kind == "person" or (aim.name in rosters and reaches(rosters[aim.name], rosters, seen))


def is_served(duty: Roster) -> bool:
    return any(serves(layer, duty) for layer in duty.layers)


def serves(layer: Layer, duty: Roster) -> bool:
    """Whether a layer may ever have somebody: holidays need a calendar that has some."""
    if layer.when == "holiday_dates":
        days = duty.hours.holidays if duty.hours else None
        return bool(days and (days.public or days.added or days.yearly))
    return instant(layer.valid_from) < instant(layer.valid_until, float("inf"))


def instant(at: datetime | None, otherwise: float = float("-inf")) -> float:
    return at.timestamp() if at else otherwise
