"""Telling somebody on duty something that is no emergency: by text, else by e-mail. Leaves through the outbox.

A text goes to their first number that takes texts, from the council's duty number. Who has none, or has said STOP, gets
an e-mail. Nobody's number stands in the outbox: it is looked up when the message leaves.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from afterhours.models import Person
from afterhours.services.mail.mailing import Letter, enqueue_mail
from afterhours.services.outbox import Waiting, put_in
from afterhours.services.people.known import person_by_handle, text_number
from afterhours.services.texts.sending import Outgoing, send_text
from afterhours.site import Site
from ivr.clock import Clock
from ivr.errors import Refused
from ivr.store.database import Database
from ivr.telephony.port import Telephony

KIND = "person.text"


def tell_person(
    session: Session, person: Person, subject: str, words: str, key: str, now: datetime, *, purpose: str
) -> bool:
    """Let `words` reach a person after the commit; the same `key` is told once. `subject` is for an e-mail only."""
    payload = {"person": person.handle, "subject": subject, "text": words, "purpose": purpose}
    return put_in(session, person.tenant, KIND, payload, f"{KIND} {key}", now)


class PersonTeller:
    """The outbox's sender for `KIND`."""

    def __init__(
        self,
        database: Database,
        site: Callable[[], Site],
        telephony: Callable[[], Telephony],
        status_url: str,
        clock: Clock,
    ) -> None:
        self._database, self._site, self._telephony = database, site, telephony
        self._status_url, self._clock = status_url, clock

    def __call__(self, message: Waiting) -> None:
        """Raises Refused for somebody who has neither, Unavailable when it can be tried again."""
        with self._database.transaction() as session:
            person = person_by_handle(session, str(message.payload["person"]))
        if person is None:
            return
        try:
            self._text(message, person)
        except Refused:
            self._mail(message, person)

    def _text(self, message: Waiting, person: Person) -> None:
        to = text_number(person)
        if to is None:
            raise Refused(f"{person.handle} has no number that texts can reach.")
        outgoing = Outgoing(
            tenant=person.tenant,
            to=to,
            from_=self._site().duty_number(person.tenant),
            body=str(message.payload["text"]),
            purpose=str(message.payload["purpose"]),
            person=person.handle,
            key=message.idempotency_key,
        )
        send_text(self._database, self._telephony(), self._status_url, outgoing)

    def _mail(self, message: Waiting, person: Person) -> None:
        """Raises Refused when there is no address either."""
        if not person.email:
            raise Refused(
                f"{person.handle} can be texted at no number, and has no e-mail address: give them one at /desk/people."
            ) from None  # what was refused before names their number
        said = message.payload
        letter = Letter(
            to=person.email, subject=str(said["subject"]), text=f"{said['text']}\n", key=message.idempotency_key
        )
        with self._database.transaction() as session:
            enqueue_mail(session, person.tenant, letter, self._clock.now())
