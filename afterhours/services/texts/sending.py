"""Sending a text: each key once, to nobody who said STOP, and written down before it leaves.

The row comes first and is committed; then the provider is asked; then its id is written into the row. Whoever asks
again with the same key, after a crash in between, looks at the provider's own list before a text leaves once more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from afterhours.rules.segments import cut, plain
from afterhours.services.texts.opt_out import has_stopped, stop
from afterhours.services.texts.secrets import discreet
from ivr.errors import Refused, Unavailable
from ivr.phone import takes_texts
from ivr.store.base import new_key
from ivr.store.database import Database
from ivr.telephony.failures import code_of
from ivr.telephony.port import Telephony

MOST_SEGMENTS = 8
"""A text that is longer is cut: nobody reads it, and networks lose pieces. The provider takes 1600 signs at most."""
LEASE = timedelta(seconds=60)
"""So long one process may be busy sending; longer than the provider's own time-out."""
SLACK = timedelta(minutes=5)
"""Clocks differ: so much older than its row may a text be in the provider's list."""
UNSUBSCRIBED = 21610
"""The provider's code: this number said STOP to it."""

CLAIM = sql("""
insert into text_message as t (id, tenant, direction, idempotency_key, from_number, to_number, body, person,
  emergency_id, attempt_id, call_id, purpose, status, tries, claimed_at, created_at)
values (:id, :tenant, 'out', :key, :from_, :to, :body, :person, :emergency_id, :attempt_id, :call_id, :purpose,
  'waiting', 1, clock_timestamp(), ivr_now())
on conflict (idempotency_key) do update set tries = t.tries + 1, claimed_at = clock_timestamp()
  where t.provider_id is null and t.status = 'waiting'
    and (t.claimed_at is null or t.claimed_at <= clock_timestamp() - :lease)
returning id, tries, body, created_at
""")
KNOWN = sql("select provider_id, status, error from text_message where idempotency_key = :key")
TAKEN = sql("""
update text_message set provider_id = :provider_id, claimed_at = null, sent_at = coalesce(sent_at, ivr_now()),
  status = case when status = 'waiting' then 'queued' else status end
where id = :id
""")
REFUSED = sql("update text_message set status = 'refused', error = :error, claimed_at = null where id = :id")
RELEASED = sql("update text_message set claimed_at = null where id = :id")
OURS = sql("select provider_id from text_message where provider_id = any(:found)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A text to send. Numbers E.164; `person` a handle; `purpose` one word, such as page.

    `attempt_id`: the attempt whose result is what becomes of this text.
    """

    tenant: str
    to: str
    from_: str
    body: str
    purpose: str
    key: str
    person: str | None = None
    emergency_id: UUID | None = None
    call_id: UUID | None = None
    attempt_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """The row of a text that this process may send now; `tries` counts this one. `body` as it was kept at the first."""

    id: UUID
    tries: int
    body: str
    created_at: datetime


def send_text(database: Database, telephony: Telephony, status_url: str, outgoing: Outgoing) -> str:
    """Send it, unless its key was sent before; gives the provider's id. `status_url`: `Addresses.text_status()`.

    Raises Refused for a number that said STOP, or that no text can reach, or that the provider refuses; Unavailable
    when it can be tried again with the same key.
    """
    body = cut(plain(outgoing.body), MOST_SEGMENTS)
    with database.transaction() as session:
        claimed = claim(session, outgoing, body)
        if claimed is None:
            return known(session, outgoing)
        refusal = why_not(session, outgoing)
        if refusal:
            session.execute(REFUSED, {"id": claimed.id, "error": refusal})
    if refusal:
        raise Refused(refusal)
    provider_id = handed_over(database, telephony, f"{status_url}/{claimed.id}", outgoing, body, claimed)
    with database.transaction() as session:
        session.execute(TAKEN, {"id": claimed.id, "provider_id": provider_id})
    return provider_id


def claim(session: Session, outgoing: Outgoing, body: str) -> Claimed | None:
    """The row, for this process alone; None when it was sent, was refused, or is being sent."""
    fields = ("tenant", "to", "from_", "purpose", "key", "person", "emergency_id", "call_id", "attempt_id")
    values = {name: getattr(outgoing, name) for name in fields}
    told = {"id": new_key(), "body": discreet(body), "lease": LEASE, **values}
    row = session.execute(CLAIM, told).one_or_none()
    return Claimed(*row) if row else None


def known(session: Session, outgoing: Outgoing) -> str:
    """What became of this key before. Raises Refused as it was refused, Unavailable while another process sends it."""
    provider_id, status, error = session.execute(KNOWN, {"key": outgoing.key}).one()
    if provider_id:
        return str(provider_id)
    if status == "refused":
        raise Refused(error)
    raise Unavailable("This text is being sent by another process; ask again in a minute.")


def why_not(session: Session, outgoing: Outgoing) -> str:
    """Why nothing may be sent to this number, as a sentence; "" when it may."""
    if not takes_texts(outgoing.to):
        return f"No text can reach {outgoing.to}: it is no mobile number."
    if has_stopped(session, outgoing.to, outgoing.from_):
        return stopped_words(outgoing)
    return ""


def stopped_words(outgoing: Outgoing) -> str:
    return f"{outgoing.to} wants no texts from {outgoing.from_}: they said STOP. They can text START to it."


def handed_over(
    database: Database, telephony: Telephony, status_url: str, outgoing: Outgoing, body: str, claimed: Claimed
) -> str:
    """The provider's id; the row is free again, or refused for good, when there is none."""
    try:
        found = look(database, telephony, outgoing, claimed) if claimed.tries > 1 else None
        return found or telephony.send_text(to=outgoing.to, from_=outgoing.from_, text=body, status_url=status_url)
    except Refused as error:
        refuse(database, outgoing, claimed, error)
        raise
    except Unavailable:
        with database.transaction() as session:
            session.execute(RELEASED, {"id": claimed.id})
        raise


def refuse(database: Database, outgoing: Outgoing, claimed: Claimed, error: Refused) -> None:
    """Write down why. A STOP that only the provider had heard of is ours from now on."""
    unheard = code_of(error.__cause__) == UNSUBSCRIBED
    with database.transaction() as session:
        if unheard:
            stop(session, outgoing.tenant, outgoing.to, outgoing.from_)
        said = stopped_words(outgoing) if unheard else str(error)
        session.execute(REFUSED, {"id": claimed.id, "error": said})
    if unheard:
        raise Refused(said) from error


def look(database: Database, telephony: Telephony, outgoing: Outgoing, claimed: Claimed) -> str | None:
    """The provider's id of this text if it left before a crash: the words of the first try, and no other row's."""
    since = claimed.created_at - SLACK
    listed = telephony.list_texts(to=outgoing.to, from_=outgoing.from_, since=since)
    found = [each.provider_text_id for each in listed if discreet(each.text).strip() == claimed.body.strip()]
    with database.transaction() as session:
        others = set(session.scalars(OURS, {"found": found}))
    return next((each for each in reversed(found) if each not in others), None)
