"""A text that comes in: answered once. The same text again (by the provider's id) gets the same answer, and no more.

One transaction holds the row that makes it unique, what the text does, and the answer. Of two requests at once the
second waits for the first one's row, and reads its answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from afterhours.models import Person
from afterhours.rules.segments import cut, plain
from afterhours.rules.text_words import Wanted, Wish, read_text, without_digits
from afterhours.services.people.known import person_with_number
from afterhours.services.people.pins import right_pin
from afterhours.services.texts.commands import Asked, Post, Said, said_to
from afterhours.services.texts.opt_out import has_stopped, start, stop
from afterhours.services.texts.sending import MOST_SEGMENTS
from afterhours.services.texts.take_by_text import take
from afterhours.services.texts.who_by_text import who
from ivr.engine.model import Line
from ivr.phone import display, read_caller
from ivr.store.base import new_key
from ivr.twiml.forms import TextArrival
from ivr.twiml.texts import in_all_languages

LONGEST_BODY = 1600
RECEIVE = sql("""
insert into text_message (id, tenant, direction, idempotency_key, provider_id, from_number, to_number, body, person,
  purpose, status, created_at)
values (:id, :tenant, 'in', :key, :provider_id, :from_, :to, :body, :person, :wish, 'received', ivr_now())
on conflict do nothing returning id, created_at
""")
EARLIER = sql("select answer from text_message where idempotency_key = :key")
ANSWERED = sql("""
update text_message set status = 'answered', answer = :answer, emergency_id = :emergency_id where id = :id
""")
PERSONAL: Mapping[Wish, Callable[[Session, Post, Asked], Said]] = {"who": who, "take": take}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who seems to text: their number, "" where there is none; and whose it is, if somebody's on duty."""

    number: str
    person: Person | None


def answer_text(session: Session, post: Post, arrival: TextArrival) -> str:
    """What the sender reads; "" for nothing. The session's transaction is this text's alone."""
    line, wanted = post.site.line_of(arrival.to_raw), read_text(arrival.body)
    sender = sender_of(session, arrival.from_raw, line)
    row = session.execute(RECEIVE, received(arrival, line, sender, wanted)).one_or_none()
    if row is None:
        return earlier(session, arrival)
    said = answer(session, post, Asked(line, sender.person, row.created_at), sender.number, wanted, arrival)
    words = cut(plain(said.words), MOST_SEGMENTS)
    session.execute(ANSWERED, {"id": row.id, "answer": words, "emergency_id": said.emergency_id})
    return words


def sender_of(session: Session, from_raw: str, line: Line) -> Sender:
    number = read_caller(from_raw, line.country).e164
    return Sender(number or "", person_with_number(session, number) if number else None)


def received(arrival: TextArrival, line: Line, sender: Sender, wanted: Wanted) -> dict[str, object]:
    """The row. Of somebody on duty no digit is kept: it may be a PIN, rightly written or not."""
    secret = sender.person is not None or wanted.wish in PERSONAL
    return {
        "id": new_key(),
        "tenant": line.tenant,
        "key": key_of(arrival),
        "provider_id": arrival.provider_text_id,
        "from_": sender.number or arrival.from_raw,
        "to": arrival.to_raw,
        "body": (without_digits(arrival.body) if secret else arrival.body)[:LONGEST_BODY],
        "person": sender.person.handle if sender.person else None,
        "wish": wanted.wish,
    }


def key_of(arrival: TextArrival) -> str:
    return f"in {arrival.provider_text_id}"


def answer(session: Session, post: Post, asked: Asked, number: str, wanted: Wanted, arrival: TextArrival) -> Said:
    """Do what the text says."""
    if wanted.wish in ("stop", "start") and number:
        return opted(session, asked.line, number, wanted.wish, post.site.line_of(arrival.to_raw).number)
    if wanted.wish in PERSONAL:
        return personal(session, post, asked, wanted)
    return Said(helped(asked) if wanted.wish == "help" else told_everybody(asked))


def opted(session: Session, line: Line, number: str, wish: Wish, ours: str) -> Said:
    """Kept, and answered by the provider itself: it would refuse what we answer after STOP (docs/adr/0011)."""
    if wish == "stop":
        stop(session, line.tenant, number, ours)
        return Said("")
    if has_stopped(session, number, ours):
        start(session, number, ours)
        return Said("")
    return Said(in_all_languages(line.languages, "text_reply", number=line.number))


def personal(session: Session, post: Post, asked: Asked, wanted: Wanted) -> Said:
    """Only for a person's own number with their own PIN; nobody learns which of the two was wrong."""
    person = asked.person
    if person is None or not wanted.pin or not right_pin(session, person, wanted.pin, asked.now):
        return Said(said_to(asked, "text_refused"))
    return PERSONAL[wanted.wish](session, post, asked.with_case(wanted.case))


def helped(asked: Asked) -> str:
    """Who we are, where to call, and how to be left alone; for people on duty, what they can text."""
    line = asked.line
    number = display(line.number, line.country)
    words = in_all_languages(line.languages, "text_help", council=line.tenant_name, number=number)
    return f"{words} {said_to(asked, 'text_duty')}" if asked.person else words


def told_everybody(asked: Asked) -> str:
    """What is no command: this number is for calls. Somebody on duty is told the commands."""
    if asked.person:
        return said_to(asked, "text_duty")
    return in_all_languages(asked.line.languages, "text_reply", number=asked.line.number)


def earlier(session: Session, arrival: TextArrival) -> str:
    """What this text was answered."""
    return str(session.execute(EARLIER, {"key": key_of(arrival)}).scalar_one() or "")
