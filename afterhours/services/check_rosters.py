"""Whether everybody whom the rosters name can be reached: a fault of the roster, found before the night is."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Person
from afterhours.rules.rosters.rotations import Group
from afterhours.services.people import usable_numbers
from afterhours.site import Site, SiteRoster
from ivr.flowfile.faults import Faults
from ivr.flowfile.names import did_you_mean
from ivr.flowfile.names import name as canonical


def unreachable_members(session: Session, site: Site, now: datetime) -> Faults:
    """A fault for each person of a roster whom nobody knows, or who has no number that answered a test call."""
    faults = Faults()
    named = {handle: roster for roster in site.rosters.values() for handle in members_of(roster)}
    known = {canonical(each): each for each in session.scalars(select(Person.handle))}
    usable = usable_numbers(session, named, now)
    for handle, roster in named.items():
        if handle in usable:
            continue
        found = site.people.get(handle)
        place = found if found is not None and found.file == roster.place.file else roster.place
        if canonical(handle) in known:
            what = f"{handle} has no number that answered a test call in the last 30 days"
            faults.fault(
                place, "no-usable-number", what, "call the number from /desk/people, and let them press the key"
            )
        else:
            what = f'nobody has the handle "{handle}"'
            mend = did_you_mean(handle, known.values()) + ", or add the person at /desk/people"
            faults.fault(place, "unknown-person", what, mend)
    return faults


def members_of(roster: SiteRoster) -> Iterator[str]:
    """Everybody whom a roster may ring: those of its layers and changes, and the people its plan names."""
    for duty in roster.duties.values():
        for layer in duty.layers:
            lists: list[tuple[Group, ...]] = [layer.rotation.members]
            lists += [change.members for change in layer.rotation.changes]
            yield from (handle for groups in lists for group in groups for handle in group)
    for level in roster.plan.levels:
        yield from (aim.name for aim in (*level.ring, *level.text) if aim.kind == "person")
