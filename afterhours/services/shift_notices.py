"""Whoever a change of the rosters gives a shift, or takes one from, is told: in the transaction of the change, once."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from afterhours.models import Person
from afterhours.rules.duty_words import say
from afterhours.rules.own_shifts import OwnShift, moved, own_shifts
from afterhours.services.duty_times import shift_told
from afterhours.services.people import person_by_handle
from afterhours.services.shift_reminders import duties_of
from afterhours.services.tell_person import tell_person
from afterhours.site import Site, SiteRoster

AHEAD = timedelta(weeks=8)
"""What moves later than that is not news yet: it will be seen in the calendar."""
MOST_TOLD = 3
"""Shifts in one text; the others are counted."""


def notify_moved(
    session: Session, site: Site, before: Mapping[str, SiteRoster], after: Mapping[str, SiteRoster], now: datetime
) -> Sequence[str]:
    """Tell those whose shifts of the next weeks differ between the live rosters `before` and `after` a change; their
    handles. `site`: the one that holds now. The same change is told once, also when it is made again meanwhile."""
    held, have = (own_shifts(duties_of(rosters), now, now + AHEAD) for rosters in (before, after))
    told = []
    for handle, (lost, gained) in moved(held, have).items():
        person = person_by_handle(session, handle)
        if person is not None and tell(session, site, person, lost, gained, now):
            told.append(person.handle)
    return told


def tell(
    session: Session, site: Site, person: Person, lost: list[OwnShift], gained: list[OwnShift], now: datetime
) -> bool:
    council = site.councils.get(person.tenant) or site.councils[site.tenant]
    parts = {
        "lost": listed(site, "lost", lost, person.language),
        "gained": listed(site, "gained", gained, person.language),
    }
    words = say("moved", person.language, council=council.name, **parts)
    subject = say("subject_moved", person.language)
    return tell_person(session, person, subject, words, key_of(person, lost, gained, now), now, purpose="moved")


def listed(site: Site, sentence: str, shifts: list[OwnShift], language: str | None) -> str:
    """A sentence with the first of the shifts; nothing for none."""
    if not shifts:
        return ""
    told = [shift_told(site, each, language) for each in shifts[:MOST_TOLD]]
    if len(shifts) > MOST_TOLD:
        told.append(say("more", language, count=len(shifts) - MOST_TOLD))
    return say(sentence, language, shifts="; ".join(told))


def key_of(person: Person, lost: list[OwnShift], gained: list[OwnShift], now: datetime) -> str:
    """The same for the same change within an hour: to and fro and to again, later, is news again."""
    facts = "\n".join(str(each) for each in (*lost, None, *gained))
    digest = hashlib.sha256(facts.encode()).hexdigest()[:20]
    return f"moved {person.canonical_handle} {digest} {now:%Y-%m-%dT%H}"
