"""Who is on duty now for each level of an open emergency: the rosters as they are at this moment."""

from collections.abc import Iterable

from afterhours.models import Emergency
from afterhours.rules.escalation import Plan
from afterhours.services.duty.live_rosters import live_rosters
from afterhours.site.whom import whom
from ivr.errors import NotFound
from webhooks.desk.access import Desk
from webhooks.desk.emergencies.names import Duty
from webhooks.pages.parts import of_app


def duty_now(desk: Desk, emergencies: Iterable[Emergency]) -> Duty:
    """For those that wait for a person; nothing is read where none does."""
    waiting = [each for each in emergencies if each.state == "open"]
    try:
        site = live_rosters(desk.session, of_app().site, desk.now) if waiting else None
    except NotFound:
        site = None
    if site is None:
        return {}
    return {
        each.id: [whom(site, each.roster, level.ring, desk.now) for level in Plan.from_json(each.plan).levels]
        for each in waiting
        if site.roster(each.roster)
    }


def handles_in(duty: Duty) -> set[str]:
    return {handle for levels in duty.values() for level in levels for handle in level}
