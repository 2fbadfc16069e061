"""What leaves the house about a complaint: its receipt, and the letters to those it goes up to. All by the outbox."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Case, Complaint, Person
from afterhours.rules.complaint_words import receipt_letter, told_letter
from afterhours.services.mail.letters import Letter, address_of
from afterhours.services.mail.mailing import KIND as MAIL
from afterhours.services.outbox import put_in
from afterhours.services.signing import Signed
from afterhours.services.texts.send_receipt import send_receipt, why_not
from afterhours.site import Site
from ivr.errors import Refused
from ivr.flowfile.names import name as canonical


def text_receipt(session: Session, site: Site, case: Case, by: Signed) -> None:
    line = site.book.lines.get(case.line)
    if why_not(session, case, line.number if line else site.duty_number(case.tenant)):
        raise Refused("No text can reach this caller.")
    send_receipt(session, case, by.by, by.now)


def mail_receipt(session: Session, site: Site, case: Case, complaint: Complaint, email: str, by: Signed) -> None:
    """The address is in the outbox until the letter has left, and nowhere else. Raises Refused for none."""
    address_of(email)
    council = site.councils.get(case.tenant)
    zone = ZoneInfo(council.zone if council else "UTC")
    day = complaint.answer_by.astimezone(zone).date().isoformat() if complaint.answer_by else None
    subject, words = receipt_letter(council.name if council else "", case.number, case.language, day)
    post(session, case, Letter(to=email, subject=subject, text=words, key=f"complaint receipt {case.id}"), by.now)


def write_to(
    session: Session,
    case: Case,
    handle: str,
    what: str,
    once: str,
    link: str,
    now: datetime,
    *,
    level: int = 1,
    reason: str = "",
) -> None:
    """A letter to somebody of the people; nothing for one without an address: the list shows it all the same."""
    person = session.scalar(select(Person).where(Person.canonical_handle == canonical(handle)))
    if person is None or not person.email:
        return
    subject, words = told_letter(what, case.number, person.language, link, level, reason)
    key = f"complaint {case.id} {once} {canonical(handle)}"
    post(session, case, Letter(to=person.email, subject=subject, text=words, key=key), now)


def post(session: Session, case: Case, letter: Letter, now: datetime) -> None:
    """As `enqueue_mail`, for the desk, too, which may put into the outbox and not read it."""
    put_in(session, case.tenant, MAIL, letter.payload(), f"{MAIL} {letter.key}", now)
