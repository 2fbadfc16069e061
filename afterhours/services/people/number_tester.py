"""Places the test calls that wait in the outbox, and tells people of numbers that stay unconfirmed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from afterhours.models import Person, PersonNumber
from afterhours.rules.duty_words import say
from afterhours.services.mail.mailing import Letter, enqueue_mail
from afterhours.services.outbox import Waiting
from afterhours.services.people.known import person_by_handle, real_time
from afterhours.services.people.number_tests import settle, tested_number
from afterhours.site import Site
from ivr.addresses import Addresses
from ivr.clock import Clock
from ivr.errors import Refused
from ivr.store.database import Database
from ivr.telephony.port import Telephony

RING_SECONDS = 25
TOO_LATE = timedelta(hours=1)
"""A call that could not be placed for so long is given up: it might ring at night, and the next one is due anyway."""


class NumberTester:
    """The outbox's sender for `number_tests.KIND`."""

    def __init__(
        self,
        database: Database,
        site: Callable[[], Site],
        telephony: Callable[[], Telephony],
        addresses: Addresses,
        clock: Clock,
    ) -> None:
        self._database, self._site, self._telephony = database, site, telephony
        self._addresses, self._clock = addresses, clock

    def __call__(self, message: Waiting) -> None:
        """Raises ProviderGone, DatabaseGone when it can be tried again."""
        test = UUID(str(message.payload["test"]))
        with self._database.transaction() as session:
            number = wanted(session, test, self._clock.now())
        if number is None or (message.attempts > 1 and self._rings_already(number)):
            return
        try:
            self._place(number, test)
        except Refused:
            with self._database.transaction() as session:
                over(session, self._site(), test, "failed", self._clock.now())

    def _place(self, number: PersonNumber, test: UUID) -> None:
        """Raises Refused when the provider will never ring it: that is an answer, too."""
        self._telephony().place_call(
            to=number.e164,
            from_=self._site().duty_number(number.tenant),
            url=self._addresses.check(test, 1),
            status_url=self._addresses.check_status(test),
            seconds=RING_SECONDS,
        )

    def _rings_already(self, number: PersonNumber) -> bool:
        """A look at the provider: whoever asked before may have been stopped between the call and our note of it."""
        return any(True for _ in self._telephony().find_calls(number.e164, self._clock.now() - TOO_LATE))


def wanted(session: Session, test: UUID, now: datetime) -> PersonNumber | None:
    """The number to ring; None when that is over, out of date, or a later call tests it."""
    number = tested_number(session, test)
    if number is None or number.result is not None or number.tested_at is None:
        return None
    return number if real_time(session, now) - number.tested_at < TOO_LATE else None


def over(session: Session, site: Site, test: UUID, result: str, now: datetime) -> None:
    """A test call is over without the key. After the third in vain the person, and the council's fallback person, are
    told by e-mail: until the number is confirmed it is not rung for an emergency."""
    number = settle(session, test, result)
    if number is None:
        return
    person = session.get_one(Person, number.person_id)
    council = site.councils.get(person.tenant) or site.councils[site.tenant]
    fallback = person_by_handle(session, council.fallback_person)
    for reader in {each.id: each for each in (person, fallback) if each is not None}.values():
        facts = {"council": council.name, "name": person.name, "ending": number.e164[-2:]}
        tell(session, reader, say("unconfirmed", reader.language, **facts), f"number {test} {reader.handle}", now)


def tell(session: Session, reader: Person, words: str, key: str, now: datetime) -> None:
    if reader.email:
        subject = say("subject_unconfirmed", reader.language)
        enqueue_mail(session, reader.tenant, Letter(to=reader.email, subject=subject, text=f"{words}\n", key=key), now)
