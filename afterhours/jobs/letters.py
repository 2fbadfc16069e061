"""The letters of each council's day: the handover when its office opens, the paper for the night when it closes.

Any number of schedulers may look at once: a letter's key is its council, its moment and its reader, and the outbox
takes each key once. After a down time, what was missed by a few hours is still sent; later it would only mislead.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import OutboxMessage, Person
from afterhours.reports.handover import handover
from afterhours.reports.handover_paper import handover_paper
from afterhours.reports.html import html
from afterhours.reports.office import office_of
from afterhours.reports.paper import Paper
from afterhours.reports.plain import plain
from afterhours.reports.sentences import spoken
from afterhours.reports.tonight import tonight
from afterhours.reports.tonight_paper import tonight_paper
from afterhours.reports.wording import Wording
from afterhours.rules.nights import Night, night_of
from afterhours.services.mail.mailing import KIND, Letter, enqueue_mail
from afterhours.site import Site
from ivr.clock import Clock
from ivr.errors import DatabaseGone, NotFound
from ivr.flowfile.names import name
from ivr.store.database import Database

log = logging.getLogger(__name__)

CATCH_UP = timedelta(hours=4)
"""So long after its moment a letter is still worth sending."""

Write = Callable[[Session, Site, str, datetime, str], Paper]
"""Session, site, council, now, language -> the paper."""


@dataclass(frozen=True, slots=True)
class Due:
    """A letter that should go out: `what` it is, for which council, of which moment, to whom (handles)."""

    what: str
    tenant: str
    moment: datetime
    readers: tuple[str, ...]

    def key(self, handle: str) -> str:
        return f"{self.what} {self.tenant} {self.moment.isoformat()} {name(handle)}"


class LettersJob:
    """One for each process. `public_url`: where a case's page is."""

    def __init__(self, database: Database, site: Callable[[], Site], clock: Clock, public_url: str) -> None:
        self._database, self._site, self._clock, self._public_url = database, site, clock, public_url

    def tick(self) -> int:
        """Put what is due into the outbox; returns how many letters that were. Nothing before the first release."""
        try:
            site = self._site()
        except NotFound:
            return 0
        return sum(self._of_council(site, tenant, self._clock.now()) for tenant in site.councils)

    def _of_council(self, site: Site, tenant: str, now: datetime) -> int:
        """One council's trouble keeps no letter from another."""
        try:
            with self._database.transaction() as session:
                return sum(self._write(session, site, due, now) for due in due_letters(session, site, tenant, now))
        except DatabaseGone:
            raise
        except Exception:
            log.exception("the letters of a council could not be written: %s", tenant)
            return 0

    def _write(self, session: Session, site: Site, due: Due, now: datetime) -> int:
        papers: dict[str, Paper] = {}
        written = 0
        for person in readers_left(session, due):
            language = spoken(person.language or next(iter(site.councils[due.tenant].languages), ""))
            if language not in papers:
                papers[language] = WRITERS[due.what](session, site, due.tenant, now, language)
            written += enqueue_mail(session, due.tenant, self._letter(due, person, papers[language]), now)
        return written

    def _letter(self, due: Due, person: Person, paper: Paper) -> Letter:
        return Letter(
            to=person.email or "",
            subject=f"{paper.council}: {paper.title}, {paper.period}",
            text=plain(paper, self._page_of),
            html=html(paper, self._page_of),
            key=due.key(person.handle),
        )

    def _page_of(self, case: str) -> str:
        return f"{self._public_url}/desk/cases/{case}"


def due_letters(session: Session, site: Site, tenant: str, now: datetime) -> Iterator[Due]:
    council = site.councils[tenant]
    office = office_of(session, site, tenant, now) if council.handover_to or council.tonight_to else None
    night = night_of(office, now) if office else None
    if night is None:
        return
    readers: Mapping[str, tuple[str, ...]] = {"handover": council.handover_to, "tonight": council.tonight_to}
    for what, moment in moments(night):
        if readers[what] and timedelta() <= now - moment < CATCH_UP and (what == "handover" or night.holds(now)):
            yield Due(what, tenant, moment, readers[what])


def moments(night: Night) -> Sequence[tuple[str, datetime]]:
    return ("handover", night.opens), ("tonight", night.closes)


def readers_left(session: Session, due: Due) -> Iterator[Person]:
    """Those with an address who have not been written to, by anybody."""
    keys = {f"{KIND} {due.key(handle)}": handle for handle in due.readers}
    there = select(OutboxMessage.idempotency_key).where(OutboxMessage.idempotency_key.in_(keys))
    left = {name(keys[key]) for key in set(keys) - set(session.scalars(there))}
    if left:
        people = session.scalars(select(Person).where(Person.canonical_handle.in_(left)).order_by(Person.handle))
        yield from (person for person in people if person.email)


def write_handover(session: Session, site: Site, tenant: str, now: datetime, language: str) -> Paper:
    told = handover(session, site, tenant, now)
    return handover_paper(told, Wording(site, tenant, language, told.people))


def write_tonight(session: Session, site: Site, tenant: str, now: datetime, language: str) -> Paper:
    return tonight_paper(tonight(session, site, tenant, now), Wording(site, tenant, language))


WRITERS: Mapping[str, Write] = {"handover": write_handover, "tonight": write_tonight}
