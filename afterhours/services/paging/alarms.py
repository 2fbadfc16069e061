"""Those who run the service are told, by text and by e-mail, what must not stay as it is."""

from datetime import datetime

from sqlalchemy.orm import Session

from afterhours.models import Emergency, EmergencyEvent, Person
from afterhours.rules.escalation import Plan
from afterhours.rules.page_texts import alarm_text
from afterhours.rules.pager_words import sentence, subject
from afterhours.services.emergencies.page_of import page_of
from afterhours.services.mail.mailing import Letter, enqueue_mail
from afterhours.services.paging.attempts import text_to
from afterhours.services.paging.facts import Known, known, named
from afterhours.services.people.known import person_by_handle, text_number
from afterhours.site import Site


def alarm(session: Session, emergency: Emergency, site: Site, event: EmergencyEvent, now: datetime) -> None:
    """Because of an event that is an occasion of `rules.pager_words` with a subject.

    Told are the people whom the plan names; where it names none, the line's fallback person.
    """
    facts = known(session, emergency, site)
    whose = named(session, event.who)
    told = Plan.from_json(emergency.plan).tell or (facts.line.fallback_person,)
    for person in filter(None, (person_by_handle(session, handle) for handle in told)):
        if number := text_number(person):
            text_to(session, emergency, person.canonical_handle, number, event.what, now, {"who": event.who})
        _write_to(session, facts, person, event, whose, now)


def _write_to(
    session: Session, facts: Known, person: Person, event: EmergencyEvent, who: str | None, now: datetime
) -> None:
    if not person.email:
        return
    letter = Letter(
        to=person.email,
        subject=subject(event.what, facts.told(who), person.language),
        text=_body(session, facts, person, event, who),
        key=f"alarm {event.id} {person.canonical_handle}",
    )
    enqueue_mail(session, facts.emergency.tenant, letter, now)


def _body(session: Session, facts: Known, person: Person, event: EmergencyEvent, who: str | None) -> str:
    """As the text says it; by e-mail nobody can accept."""
    if event.what != "alarm":
        return sentence(event.what, facts.told(who), person.language)
    page = page_of(session, facts.site, facts.emergency, person.language)
    return alarm_text(page, int((event.at - facts.emergency.raised_at).total_seconds()), person.language)
