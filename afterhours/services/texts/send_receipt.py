"""A receipt by text for whoever called: the case's number and nothing else. It leaves through the outbox.

Nobody's number stands in the outbox: it is looked up when the text leaves. Each of a case's two numbers, the one that
called and the one they want to be reached at, gets it once.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from afterhours.models import Case, CaseEvent
from afterhours.rules.receipt_words import receipt
from afterhours.services.outbox import Waiting, put_in
from afterhours.services.texts.opt_out import has_stopped
from afterhours.services.texts.sending import Outgoing, send_text
from afterhours.site import Site
from ivr.errors import Refused
from ivr.phone import takes_texts
from ivr.store.database import Database
from ivr.telephony.port import Telephony

KIND = "receipt.text"


def number_for(case: Case) -> tuple[str, str | None]:
    """(which of the case's numbers, E.164): where they want to be reached, else the one that called."""
    return ("contact", case.contact_number) if case.contact_number else ("caller", case.caller_e164)


def why_not(session: Session, case: Case, ours: str) -> str:
    """Why no receipt can be sent, in a word: no_number | no_mobile | stopped; "" when it can. `ours`: the line's."""
    number = number_for(case)[1]
    if number is None:
        return "no_number"
    if not takes_texts(number):
        return "no_mobile"
    return "stopped" if has_stopped(session, number, ours) else ""


def send_receipt(session: Session, case: Case, who: str, now: datetime) -> bool:
    """Let it leave after the commit, and write it down; False when this number has had it."""
    which = number_for(case)[0]
    new = put_in(session, case.tenant, KIND, {"case": str(case.id), "which": which}, key_of(case, which), now)
    if new:
        detail = {"which": which}
        session.add(CaseEvent(tenant=case.tenant, case_id=case.id, at=now, actor=who, what="receipt", detail=detail))
    return new


def key_of(case: Case, which: str) -> str:
    """The key of the text; what became of it is found by it."""
    return f"{KIND} {case.id} {which}"


class ReceiptSender:
    """The outbox's sender for `KIND`."""

    def __init__(
        self, database: Database, site: Callable[[], Site], telephony: Callable[[], Telephony], status_url: str
    ) -> None:
        self._database, self._site, self._telephony, self._status_url = database, site, telephony, status_url

    def __call__(self, message: Waiting) -> None:
        """Raises Refused when no text may reach the number, Unavailable when it can be tried again."""
        with self._database.transaction() as session:
            case = session.get(Case, UUID(str(message.payload["case"])))
            outgoing = self._outgoing(case, message) if case else None
        if outgoing:
            send_text(self._database, self._telephony(), self._status_url, outgoing)

    def _outgoing(self, case: Case, message: Waiting) -> Outgoing:
        number = case.contact_number if message.payload["which"] == "contact" else case.caller_e164
        if number is None:
            raise Refused("The case has no number any more to which a receipt could be sent.")
        site = self._site()
        line = site.book.lines.get(case.line)
        council = site.councils.get(case.tenant)
        return Outgoing(
            tenant=case.tenant,
            to=number,
            from_=line.number if line else site.duty_number(case.tenant),
            body=receipt(council.name if council else "", case.number, case.language),
            purpose="receipt",
            key=message.idempotency_key,
            call_id=case.call_id,
        )
