"""The outbox's sender for texts about an emergency: to people on duty, and to those who run the service."""

import logging
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from afterhours.models import Attempt, Emergency, Person
from afterhours.rules import page_texts, pager_words
from afterhours.services.emergencies.accept_link import accept_url
from afterhours.services.emergencies.page_of import page_of
from afterhours.services.outbox import Waiting
from afterhours.services.paging.facts import known, named
from afterhours.services.people.known import person_by_handle
from afterhours.services.texts.sending import Outgoing, send_text
from afterhours.site import Site
from ivr.addresses import Addresses
from ivr.errors import Refused
from ivr.settings import Settings
from ivr.store.database import Database
from ivr.telephony.port import Telephony

log = logging.getLogger(__name__)
READ = select(Attempt, Emergency).join(Emergency, Emergency.id == Attempt.emergency_id)
SENT = text("""
update attempt set state = 'over', result = coalesce(result, :result), ended_at = coalesce(ended_at, ivr_now()),
  provider_id = coalesce(provider_id, :provider_id), placed_at = coalesce(placed_at, ivr_now())
where id = :id
""")
WHILE_OPEN = frozenset({"page", "added", "alarm"})
"""Words that say nothing any more once somebody has accepted."""


class PersonTexter:
    """The sender for `page.text`. `settings` has the public address and the keys that sign links."""

    def __init__(
        self,
        database: Database,
        site: Callable[[], Site],
        telephony: Callable[[], Telephony],
        addresses: Addresses,
        settings: Settings,
    ) -> None:
        self._database, self._site, self._telephony = database, site, telephony
        self._addresses, self._settings = addresses, settings

    def __call__(self, message: Waiting) -> None:
        """Raises Unavailable when it can be tried again; a number that wants or takes no texts is a result."""
        attempt = UUID(message.payload["attempt"])
        with self._database.transaction() as session:
            outgoing = self._outgoing(session, attempt, message.payload)
            if outgoing is None:
                session.execute(SENT, {"id": attempt, "provider_id": None, "result": "superseded"})
        if outgoing is None:
            return
        try:
            sent = send_text(self._database, self._telephony(), self._addresses.text_status(), outgoing)
        except Refused as error:
            log.warning("a text about an emergency cannot be sent: %s", type(error).__name__)
            self._note(attempt, None, "undelivered")
            return
        self._note(attempt, sent, "sent")

    def _outgoing(self, session: Session, attempt_id: UUID, payload: Mapping[str, Any]) -> Outgoing | None:
        """None when it would say nothing any more."""
        attempt, emergency = session.execute(READ.where(Attempt.id == attempt_id)).one()
        if attempt.state == "over" or is_stale(attempt, emergency, payload["words"]):
            return None
        return Outgoing(
            tenant=attempt.tenant,
            to=attempt.to_e164,
            from_=self._site().duty_number(attempt.tenant),
            body=self._body(session, attempt, emergency, payload),
            purpose=payload["words"],
            key=f"attempt {attempt.id}",
            person=attempt.person,
            emergency_id=emergency.id,
            call_id=emergency.call_id,
            attempt_id=attempt.id,
        )

    def _body(self, session: Session, attempt: Attempt, emergency: Emergency, payload: Mapping[str, Any]) -> str:
        person, site, words = person_by_handle(session, attempt.person), self._site(), payload["words"]
        language, who = (person.language if person else None), named(session, payload.get("who")) or ""
        if words in pager_words.SENTENCES:
            return pager_words.sentence(words, known(session, emergency, site).told(who), language)
        page = page_of(session, site, emergency, language, self._link(session, emergency, person))
        match words:
            case "taken":
                return page_texts.taken_text(page, who, language)
            case "yours":
                return page_texts.yours_text(page, language)
            case "alarm":
                waited = (attempt.created_at - emergency.raised_at).total_seconds()
                return page_texts.alarm_text(page, int(waited), language)
            case "added":
                return page_texts.added_text(page, language)
            case _:
                return page_texts.page_text(page, language)

    def _link(self, session: Session, emergency: Emergency, person: Person | None) -> str:
        if person is None:
            return ""
        now = session.scalar(text("select ivr_now()"))
        chosen = self._settings
        return accept_url(chosen.public_url, chosen.secret_keys, emergency.id, person.canonical_handle, now)

    def _note(self, attempt: UUID, provider_id: str | None, result: str) -> None:
        with self._database.transaction() as session:
            session.execute(SENT, {"id": attempt, "provider_id": provider_id, "result": result})


def is_stale(attempt: Attempt, emergency: Emergency, words: str) -> bool:
    """Whether the text was meant for a time that has passed; a second person is paged after the acceptance."""
    if words not in WHILE_OPEN or emergency.state == "open":
        return False
    taken = emergency.accepted_at
    return emergency.state != "accepted" or (taken is not None and attempt.created_at < taken)
