"""Whom a level of a plan means at an instant. Pure: a site in (with live rosters or without), handles out."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from afterhours.rules.escalation import Target
from afterhours.rules.rosters.duty import on_duty
from afterhours.site.model import Site, SiteRoster
from ivr.flowfile.names import among


def whom(site: Site, roster: str, targets: Sequence[Target], at: datetime) -> tuple[str, ...]:
    """The handles, in the order of the targets, nobody twice. What is no longer there means nobody.

    `at`: aware. Another roster means whom its own plan would ring first.
    """
    return tuple(dict.fromkeys(handle for each in targets for handle in meant(site, site.roster(roster), each, at, ())))


def meant(site: Site, roster: SiteRoster | None, target: Target, at: datetime, seen: tuple[str, ...]) -> Iterator[str]:
    if target.kind == "person":
        yield target.name
    elif target.kind == "roster":
        yield from first_of(site, site.roster(target.name), at, seen)
    elif roster is not None:
        duty = among(target.name, roster.duties)
        yield from on_duty(roster.duties[duty], at).people if duty else ()


def first_of(site: Site, roster: SiteRoster | None, at: datetime, seen: tuple[str, ...]) -> list[str]:
    """Those of the first level that has anybody; rosters that name each other come to an end."""
    if roster is None or roster.name in seen:
        return []
    for level in roster.plan.levels:
        found = [who for aim in level.ring for who in meant(site, roster, aim, at, (*seen, roster.name))]
        if found:
            return found
    return []
