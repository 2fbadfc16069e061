"""Whoever a change of the rosters gives a shift, or takes one from, is told: in the transaction of the change, once."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from afterhours.models import Person
from afterhours.rules.duty_words import say
from afterhours.rules.own_shifts import OwnShift, moved, own_shifts
from afterhours.services.duty.live_rosters import live_rosters
from afterhours.services.duty.shift_reminders import duties_of
from afterhours.services.duty.times import shift_told
from afterhours.services.people.known import person_by_handle
from afterhours.services.texts.tell_person import tell_person
from afterhours.site import Site, SiteRoster

LOCK = 311_005
AHEAD = timedelta(weeks=8)
"""What moves later than that is not news yet: it will be seen in the calendar."""
MOST_TOLD = 3
"""Shifts in one text; the others are counted."""


@contextmanager
def telling_moved(session: Session, site: Site, now: datetime) -> Iterator[None]:
    """What is entered into the rosters within it is told to those whose shifts it moves.

    One change after the other: what somebody else enters at the same moment is theirs to tell.
    """
    session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK})
    before = live_rosters(session, site, now)
    yield
    session.flush()
    after = live_rosters(session, site, now)
    notify_moved(session, after, before.rosters, after.rosters, now)


def notify_moved(
    session: Session, site: Site, before: Mapping[str, SiteRoster], after: Mapping[str, SiteRoster], now: datetime
) -> Sequence[str]:
    """Tell those whose shifts of the next weeks differ between the live rosters `before` and `after` a change; their
    handles. `site`: the one that holds now. Within a transaction the same is told once; made, taken back and made
    again, it is news each time."""
    held, have = (own_shifts(duties_of(rosters), now, now + AHEAD) for rosters in (before, after))
    told, change = [], str(session.scalar(text("select pg_current_xact_id()::text")))
    for handle, (lost, gained) in moved(held, have).items():
        person = person_by_handle(session, handle)
        if person is not None and tell(session, site, person, lost, gained, change, now):
            told.append(person.handle)
    return told


def tell(
    session: Session,
    site: Site,
    person: Person,
    lost: list[OwnShift],
    gained: list[OwnShift],
    change: str,
    now: datetime,
) -> bool:
    """Whether it was told just now. `change`: the transaction in which it was made."""
    council = site.councils.get(person.tenant) or site.councils[site.tenant]
    parts = {
        "lost": listed(site, "lost", lost, person.language),
        "gained": listed(site, "gained", gained, person.language),
    }
    words = say("moved", person.language, council=council.name, **parts)
    subject = say("subject_moved", person.language)
    return tell_person(session, person, subject, words, key_of(person, lost, gained, change), now, purpose="moved")


def listed(site: Site, sentence: str, shifts: list[OwnShift], language: str | None) -> str:
    """A sentence with the first of the shifts; nothing for none."""
    if not shifts:
        return ""
    told = [shift_told(site, each, language) for each in shifts[:MOST_TOLD]]
    if len(shifts) > MOST_TOLD:
        told.append(say("more", language, count=len(shifts) - MOST_TOLD))
    return say(sentence, language, shifts="; ".join(told))


def key_of(person: Person, lost: list[OwnShift], gained: list[OwnShift], change: str) -> str:
    facts = "\n".join(str(each) for each in (*lost, None, *gained))
    return f"moved {person.canonical_handle} {hashlib.sha256(facts.encode()).hexdigest()[:20]} {change}"
