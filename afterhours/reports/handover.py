"""The morning after: everything of a council since its office closed, and what somebody must do now.

One collector for the page, the letter and the command. It reads within the session it is given: that of a page is in
the desk's database role, and sees the visitor's councils only.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Case, Person
from afterhours.reports.facts import CaseTold, Handover, Story
from afterhours.reports.figures import figures
from afterhours.reports.office import office_of
from afterhours.reports.shown import NO_GROUPS, shown_to
from afterhours.reports.stories import Tell, stories
from afterhours.reports.waiting import EARLIER, due, messages
from afterhours.rules.due import BusinessDays, due_at
from afterhours.rules.hours import Hours, is_open
from afterhours.rules.nights import Night, night_ahead, night_of
from afterhours.site import Site
from ivr.errors import NotFound
from ivr.flowfile.names import among, name

WITHOUT_OFFICE = timedelta(hours=24)
"""Looked back where a council keeps no office hours."""
AHEAD = timedelta(days=60)
"""Business days are counted so far ahead."""


def night_told(office: Hours | None, now: datetime) -> Night:
    """The night that is going on, or the last one; a day for a council without an office. An office that has been
    closed for longer than anybody looks has none either."""
    found = night_of(office, now) if office else None
    return found or Night(now - WITHOUT_OFFICE, now)


def handover(
    session: Session,
    site: Site,
    tenant: str,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    groups: Collection[str] = NO_GROUPS,
) -> Handover:
    """Since the last closing, or between two instants (aware). `now`: service time. Raises NotFound for no council.

    `groups`: those of the reader, whose restricted cases are told, too.
    """
    if tenant not in site.councils:
        raise NotFound(f"There is no council {tenant}.")
    office = office_of(session, site, tenant, now)
    night = night_told(office, now)
    first = since or night.closes
    last = min(until or (night.opens if since is None else now), now)
    tell = teller(site, BusinessDays(office, first - EARLIER, now + AHEAD) if office else None)
    shown = shown_to(groups)
    told = stories(session, tenant, first, last, tell, shown)
    seen = {case.number for case in in_stories(told)}
    heard = [case for case in messages(session, tenant, first, last, tell, shown) if case.number not in seen]
    seen |= {case.number for case in heard}
    waiting, more = due(session, tenant, first, last, end_of_day(office, now), tell, seen, shown)
    return Handover(
        tenant=tenant,
        since=first,
        until=last,
        now=now,
        goes_on=office is not None and last == now and not is_open(office, now),
        stories=told,
        messages=tuple(heard),
        due=tuple(waiting),
        more=more,
        figures=figures(session, tenant, first, last),
        people=people_in(session, told),
    )


def end_of_day(office: Hours | None, now: datetime) -> datetime:
    """Until when an office has to look ahead in the morning: the next closing of its day."""
    if office is None:
        return now + WITHOUT_OFFICE
    night = night_ahead(office, now)
    if night is None:
        return now + WITHOUT_OFFICE
    following = night_ahead(office, night.opens) if night.holds(now) else night
    return following.closes if following else night.opens


def in_stories(told: tuple[Story, ...]) -> Iterator[CaseTold]:
    """The cases that a story tells; that of an emergency which is over, and which waits itself, is told as due."""
    for story in told:
        yield from story.joined
        if story.waits or story.handled:
            yield story.case


def teller(site: Site, days: BusinessDays | None) -> Tell:
    """Tells a case with the target of its service."""

    def tell(case: Case) -> CaseTold:
        service = site.services.get(among(case.service or "", site.services) or "")
        target = service.target if service else None
        until = due_at(case.opened_at, target.seconds, target.business_days, days) if target else None
        return CaseTold(
            number=case.number,
            line=case.line,
            kind=case.kind,
            status=case.status,
            service=case.service,
            subject=case.subject,
            location=case.location,
            opened_at=case.opened_at,
            due=until,
            caller=case.caller_e164,
            caller_state=case.caller_state,
            messages=len(case.messages),
            seconds=case.message_seconds,
            language=case.language,
        )

    return tell


def people_in(session: Session, told: tuple[Story, ...]) -> Mapping[str, str]:
    """The names of everybody in the stories."""
    handles = {step.who for story in told for step in story.steps} | {story.accepted_by for story in told}
    asked = {name(handle) for handle in handles if handle}
    query = select(Person.canonical_handle, Person.name).where(Person.canonical_handle.in_(asked))
    return {row.canonical_handle: row.name for row in session.execute(query)} if asked else {}
