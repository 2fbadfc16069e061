"""Who is on duty now, for whoever speaks with a caller: the rosters as they are at this moment. No numbers."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask_babel import gettext as _

from afterhours.models import Case
from afterhours.services.duty.live_rosters import live_rosters, on_duty_in
from afterhours.site import Site, SiteRoster
from afterhours.site.model import Service
from ivr.errors import NotFound
from ivr.flowfile.names import among
from webhooks.desk.access import Desk
from webhooks.desk.emergencies.file import people_of
from webhooks.desk.rosters import words as roster_words
from webhooks.pages.parts import of_app

MOST = 3
"""So many rosters are shown where the kind of request is not known."""


@dataclass(frozen=True, slots=True)
class Watch:
    """One roster now. `duties`: (duty, who) in words; `own`: it answers for what the caller reports."""

    name: str
    title: str
    duties: Sequence[tuple[str, str]]
    own: bool


def watches(desk: Desk, case: Case) -> list[Watch]:
    """The roster that answers for the case's kind of request first; the council's others after it."""
    try:
        site = live_rosters(desk.session, of_app().site, desk.now)
    except NotFound:
        return []
    own = roster_of(site, case)
    rosters = [each for each in site.rosters.values() if each.tenant == case.tenant]
    rosters.sort(key=lambda each: (each is not own, roster_words.title(each)))
    shown = rosters[:1] if own in rosters[:1] else rosters[:MOST]
    handles = {who for each in shown for duty in on_duty_in(each, desk.now).values() for who in duty.people}
    people = people_of(desk, handles)
    return [watch(each, desk, people, own=each is own) for each in shown]


def watch(roster: SiteRoster, desk: Desk, people: roster_words.People, *, own: bool) -> Watch:
    nobody: str = _("nobody on duty")
    duties = [
        (roster_words.duty(name), roster_words.listed(found.people, people) or nobody)
        for name, found in on_duty_in(roster, desk.now).items()
    ]
    return Watch(roster.name, roster_words.title(roster), duties, own)


def roster_of(site: Site, case: Case) -> SiteRoster | None:
    """The roster that is called for an emergency of the case's kind."""
    service = service_of(site, case.service)
    return site.roster(service.request.emergency) if service and service.request.emergency else None


def service_of(site: Site, name: str | None) -> Service | None:
    found = among(name or "", site.services)
    return site.services[found] if found else None


def rosters_of(tenant: str) -> list[tuple[str, str]]:
    """(name, title) of a council's rosters, by their titles; none before the first release."""
    with suppress(NotFound):
        own = [each for each in of_app().site.rosters.values() if each.tenant == tenant]
        return sorted(((each.name, roster_words.title(each)) for each in own), key=lambda each: each[1].casefold())
    return []
