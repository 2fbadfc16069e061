"""Sending an answering company the link to a call it is offered: to its program, by text, by e-mail.

The outbox knows the offer only. The link is made when it leaves, at each attempt anew, and so stands in no table: a
second one after a lost answer leaves the first one good (docs/adr/0025). What is sent names nobody and no case.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from afterhours.models import Case, Offer, QueuedCall
from afterhours.services.mail.letters import Letter, Mailer
from afterhours.services.outbox import Patience, Waiting, put_in
from afterhours.services.screenpop.grants import WRAP_LIMIT, issue
from afterhours.services.screenpop.link import pop_url
from afterhours.services.texts.sending import Outgoing, send_text
from afterhours.site import Site
from afterhours.site.answering import Links
from ivr.clock import Clock
from ivr.settings import Settings
from ivr.store.database import Database
from ivr.telephony.port import Telephony

SPREAD, PUSH, TEXT, MAIL = "pop.links", "pop.push", "pop.text", "pop.mail"
LIVE = ("waiting", "ringing", "answered", "accepted")
PATIENCE = Patience(lease=timedelta(seconds=20), first=timedelta(seconds=2), longest=timedelta(seconds=30), attempts=12)
"""A link is worth something while the caller is there: it is tried often, and for minutes only."""
SUBJECT = "A call for you / Un appel pour vous"
WORDS = "A call is offered to you. Open it: {link}\nUn appel vous est offert. Ouvrez-le : {link}"


def send_links(session: Session, offer: Offer, now: datetime, real_now: datetime, wrap: timedelta = WRAP_LIMIT) -> None:
    """Let the organisation of `offer` have its links after the commit, and its agents a code after the key.

    `now`: service time; `real_now`: real time, in which links expire.
    """
    issue(session, offer, real_now, wrap)
    put_in(session, offer.tenant, SPREAD, {"offer": str(offer.id)}, f"{SPREAD} {offer.id}", now)


@dataclass(frozen=True, slots=True)
class Pointing:
    """What the senders have in common."""

    database: Database
    site: Callable[[], Site]
    settings: Settings
    clock: Clock
    real_clock: Clock

    def links(self, organisation: str) -> Links:
        """Where it gets them now; nowhere when it is gone from agents.yaml."""
        found = self.site().organisations.get(organisation)
        return found.links if found else Links()

    def link(self, message: Waiting) -> tuple[Offer, str] | None:
        """The offer and a new link to it; None when the call has gone to somebody else, or nowhere."""
        with self.database.transaction() as session:
            offer = session.get(Offer, UUID(message.payload["offer"]))
            if offer is None or offer.state not in LIVE:
                return None
            token = issue(session, offer, self.real_clock.now()).token
        return offer, pop_url(self.settings.public_url, self.settings.secret_keys, token)

    def title(self, offer: Offer) -> str:
        """The line that was called, as the company knows it; of a restricted case its council alone."""
        with self.database.transaction() as session:
            name = session.get_one(QueuedCall, offer.queued_call_id).line
            restricted = session.get_one(Case, offer.case_id).restricted
        line = self.site().book.lines.get(name)
        if restricted:
            return line.tenant_name if line else offer.tenant
        return f"{line.tenant_name}, {line.name}" if line else name


class LinkSpreader:
    """The outbox's sender for `SPREAD`: one message for each way."""

    patience = PATIENCE

    def __init__(self, pointing: Pointing) -> None:
        self._pointing = pointing

    def __call__(self, message: Waiting) -> None:
        offer_id, now = message.payload["offer"], self._pointing.clock.now()
        with self._pointing.database.transaction() as session:
            offer = session.get(Offer, UUID(offer_id))
            ways = self._pointing.links(offer.organisation) if offer else Links()
            for kind, way in ((PUSH, ways.endpoint), (TEXT, ways.text), (MAIL, ways.mail)):
                if way:
                    put_in(session, message.tenant, kind, {"offer": offer_id}, f"{kind} {offer_id}", now)


class LinkPusher:
    """The outbox's sender for `PUSH`: to the company's own program."""

    patience = PATIENCE

    def __init__(self, pointing: Pointing) -> None:
        self._pointing = pointing

    def __call__(self, message: Waiting) -> None:
        """Raises Refused for what they refuse, Unavailable when it can be tried again."""
        from afterhours.services.screenpop.push import Push, send_push

        pointing = self._pointing
        made = pointing.link(message)
        if made is None:
            return
        offer, link = made
        push = Push(
            url=pointing.links(offer.organisation).endpoint,
            secrets=pointing.settings.pop_secrets.get(offer.organisation, ()),
            key=message.idempotency_key,
            body={"offer": str(offer.id), "line": pointing.title(offer), "link": link},
        )
        send_push(push, pointing.real_clock.now(), private=pointing.settings.simulated)


class LinkTexter:
    """The outbox's sender for `TEXT`."""

    patience = PATIENCE

    def __init__(self, pointing: Pointing, telephony: Callable[[], Telephony], status_url: str) -> None:
        self._pointing, self._telephony, self._status_url = pointing, telephony, status_url

    def __call__(self, message: Waiting) -> None:
        made = self._pointing.link(message)
        if made is None:
            return
        offer, link = made
        outgoing = Outgoing(
            tenant=offer.tenant,
            to=self._pointing.links(offer.organisation).text,
            from_=self._pointing.site().duty_number(offer.tenant),
            body=WORDS.format(link=link),
            purpose="pop",
            key=message.idempotency_key,
        )
        send_text(self._pointing.database, self._telephony(), self._status_url, outgoing)


class LinkMailer:
    """The sender for `MAIL`: straight to the mail server, for a letter that waits would keep its link."""

    patience = PATIENCE

    def __init__(self, pointing: Pointing, mailer: Callable[[], Mailer]) -> None:
        self._pointing, self._mailer = pointing, mailer

    def __call__(self, message: Waiting) -> None:
        made = self._pointing.link(message)
        if made is None:
            return
        offer, link = made
        to = self._pointing.links(offer.organisation).mail
        text = f"{WORDS.format(link=link)}\n"
        self._mailer().send(Letter(to=to, subject=SUBJECT, text=text, key=message.idempotency_key))
