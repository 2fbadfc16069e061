"""Whether everybody whom the rosters name can be reached: a fault of the roster, found before the night is."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Person
from afterhours.rules.local_time import to_utc
from afterhours.rules.rosters.rotations import Group, Rotation
from afterhours.services.people.known import usable_numbers
from afterhours.site import Site, SiteRoster
from ivr.flowfile.faults import Faults
from ivr.flowfile.names import did_you_mean
from ivr.flowfile.names import name as canonical
from ivr.flowfile.places import Place


def unreachable_members(session: Session, site: Site, now: datetime) -> Faults:
    """A fault for each person of a roster whom nobody knows, or who has no number that answered a test call.

    Whoever is only told of alarms needs to be known. Those of lists that are past need nothing any more.
    """
    faults = Faults()
    rung = {handle: roster for roster in site.rosters.values() for handle in members_of(roster, now)}
    told = {handle: roster for roster in site.rosters.values() for handle in roster.plan.tell}
    known = {canonical(each): each for each in session.scalars(select(Person.handle))}
    usable = usable_numbers(session, rung, now)
    for handle, roster in {**told, **rung}.items():
        place = place_of(handle, roster, site)
        if canonical(handle) not in known:
            mend = did_you_mean(handle, known.values()) + ", or add the person at /desk/people"
            faults.fault(place, "unknown-person", f'nobody has the handle "{handle}"', mend)
        elif handle in rung and handle not in usable:
            what = f"{handle} has no number that answered a test call in the last 30 days"
            mend = "call the number from /desk/people, and let them press the key"
            faults.fault(place, "no-usable-number", what, mend)
    return faults


def place_of(handle: str, roster: SiteRoster, site: Site) -> Place:
    """Where the file of the rosters names somebody first, else the roster itself."""
    found = site.people.get(handle)
    return found if found is not None and found.file == roster.place.file else roster.place


def members_of(roster: SiteRoster, now: datetime) -> Iterator[str]:
    """Everybody whom a roster may ring from now on: those of its layers and changes, and the people its plan names."""
    zone = ZoneInfo(roster.zone)
    for duty in roster.duties.values():
        for layer in duty.layers:
            if layer.valid_until is None or layer.valid_until.timestamp() > now.timestamp():
                yield from (handle for group in groups_of(layer.rotation, zone, now) for handle in group)
    for level in roster.plan.levels:
        yield from (aim.name for aim in (*level.ring, *level.text) if aim.kind == "person")


def groups_of(rotation: Rotation, zone: ZoneInfo, now: datetime) -> Iterator[Group]:
    """The groups of the list that holds now, and of those that will."""
    changes = sorted(rotation.changes, key=lambda each: each.at)
    begun = [each for each in changes if to_utc(each.at, zone) <= now]
    yield from begun[-1].members if begun else rotation.members
    yield from (group for each in changes[len(begun) :] for group in each.members)
