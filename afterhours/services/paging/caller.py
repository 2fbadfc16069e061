"""The outbox's sender that tells a caller who has left what became of their emergency: by text, or by a call.

A call is made where no text can reach the number. It is rung once for each try, and each try first looks whether it was
rung before; what is heard is sealed into its address.
"""

from collections.abc import Callable, Mapping
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from afterhours.models import Call, Emergency, EmergencyEvent
from afterhours.rules import page_texts, pager_words
from afterhours.services.dialling import OUTGOING, SKEW
from afterhours.services.emergencies.page_of import page_of
from afterhours.services.outbox import Waiting
from afterhours.services.paging.attempts import tell
from afterhours.services.paging.facts import Known, known
from afterhours.services.texts.sending import Outgoing, send_text
from afterhours.site import Site
from ivr.addresses import Addresses, Whisper
from ivr.engine.words import Speech
from ivr.errors import ProviderGone, Refused
from ivr.phone import takes_texts
from ivr.store.database import Database
from ivr.telephony.port import Telephony

TEXTS: Mapping[str, Callable[..., str]] = {
    "accepted": page_texts.caller_accepted_text,
    "morning": page_texts.caller_morning_text,
}
RING_SECONDS = 40


class CallerTeller:
    """The sender for `tell.caller`: payload {emergency, occasion}."""

    def __init__(
        self, database: Database, site: Callable[[], Site], telephony: Callable[[], Telephony], addresses: Addresses
    ) -> None:
        self._database, self._site, self._telephony, self._addresses = database, site, telephony, addresses

    def __call__(self, message: Waiting) -> None:
        """Raises Unavailable when it can be tried again, Refused when the caller cannot be told in any way."""
        occasion = message.payload["occasion"]
        with self._database.transaction() as session:
            emergency = session.get_one(Emergency, UUID(message.payload["emergency"]))
            if told_already(session, emergency.id, occasion):
                return
            facts = known(session, emergency, self._site())
            number = facts.case.caller_e164
            outgoing = self._outgoing(session, facts, occasion, number) if number and takes_texts(number) else None
        if number is None:
            return
        how = self._text(outgoing) if outgoing else None
        how = how or self._call(facts, occasion, number, message)
        with self._database.transaction() as session:
            now = session.scalar(text("select ivr_now()"))
            tell(
                session,
                session.get_one(Emergency, emergency.id),
                "caller_told",
                now,
                None,
                {"how": how, "of": occasion},
            )

    def _outgoing(self, session: Session, facts: Known, occasion: str, number: str) -> Outgoing:
        emergency, language = facts.emergency, facts.case.language
        page = page_of(session, facts.site, emergency, language)
        body = TEXTS[occasion](page, facts.line.tenant_name, facts.line.emergency_number, language)
        return Outgoing(
            tenant=emergency.tenant,
            to=number,
            from_=facts.line.number,
            body=body,
            purpose="caller",
            key=f"caller {emergency.id} {occasion}",
            emergency_id=emergency.id,
            call_id=emergency.call_id,
        )

    def _text(self, outgoing: Outgoing) -> str | None:
        """None when this number wants no texts: then it is rung."""
        try:
            send_text(self._database, self._telephony(), self._addresses.text_status(), outgoing)
        except Refused:
            return None
        return "text"

    def _call(self, facts: Known, occasion: str, number: str, message: Waiting) -> str:
        with self._database.transaction() as session:
            call = session.get(Call, facts.emergency.call_id) if facts.emergency.call_id else None
            if call is not None and call.ended_at is None:
                raise ProviderGone("The caller is still on the line; they are told when they have left.")
        from_ = facts.site.duty_number(facts.emergency.tenant)
        if message.attempts == 1 or not self._rung_before(facts, number, from_):
            self._telephony().place_call(
                to=number, from_=from_, url=self._address(facts, occasion), status_url="", seconds=RING_SECONDS
            )
        return "call"

    def _rung_before(self, facts: Known, number: str, from_: str) -> bool:
        since = facts.emergency.raised_at - SKEW
        calls = self._telephony().find_calls(number, since)
        return any(each.direction == OUTGOING and each.from_raw == from_ for each in calls)

    def _address(self, facts: Known, occasion: str) -> str:
        """In all the line's languages where the caller's is not known."""
        language = facts.case.language
        languages = [language] if language in facts.line.languages else list(facts.line.languages)
        told = facts.told()
        speeches = tuple(
            Speech(each, pager_words.sentence(f"caller_{occasion}", told, each)) for each in languages if each
        )
        return self._addresses.telling(Whisper(facts.line.name, "", speeches))


def told_already(session: Session, emergency_id: UUID, occasion: str) -> bool:
    events = select(EmergencyEvent.id).where(
        EmergencyEvent.emergency_id == emergency_id,
        EmergencyEvent.what == "caller_told",
        EmergencyEvent.detail["of"].as_string() == occasion,
    )
    return session.scalar(events.limit(1)) is not None
