"""An emergency that nobody took is told by text: to its service's responder, and to the line's fallback person.

A courtesy: one text each, nobody is asked again (docs/adr/0006). It is put into the outbox by the statement that closes
the case, and leaves a little later, because the end of a call and the end of a conversation are told at the same time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from afterhours.models import Case, Person
from afterhours.rules.closing import action
from afterhours.rules.lifecycle import FINISHED
from afterhours.rules.untaken import Untaken, text_of
from afterhours.services.find_case import find_case
from afterhours.services.outbox import MOST_ATTEMPTS, Waiting
from afterhours.site import Site
from ivr.clock import Clock
from ivr.domain import Context
from ivr.errors import Refused
from ivr.flowfile.names import name
from ivr.phone import display, takes_texts
from ivr.store.base import new_key
from ivr.store.calls import Write
from ivr.store.database import Database
from ivr.telephony.port import Telephony

KIND = "untaken_emergency"
GRACE = timedelta(seconds=30)
"""So long it is waited for word of a conversation."""

ENQUEUE = """insert into outbox (id, tenant, kind, payload, idempotency_key, call_id, turn, revision, created_at,
  due_at, attempts)
select told.id, c.tenant, 'untaken_emergency', jsonb_build_object('case', c.number, 'person', told.person),
  'untaken_emergency ' || c.number || ' ' || told.person, c.call_id, %(outbox_turn)s::integer,
  %(outbox_revision)s::integer, %(outbox_at)s::timestamptz, %(outbox_due_at)s::timestamptz, 0
from moved join "case" as c on c.call_id = moved.id cross join lateral (values
    (%(outbox_first)s::uuid, %(outbox_responders)s::jsonb ->> c.service),
    (%(outbox_second)s::uuid, %(outbox_fallbacks)s::jsonb ->> c.line)) as told (id, person)
where told.person is not null and c.priority = 'emergency' and c.first_answer_at is null
  and (c.status not in ('resolved', 'closed') or c.version = 1)
on conflict (idempotency_key) do nothing"""
"""A case that no person has changed (version 1) may have been closed by the word of the call's end alone, which came
before the key that raised the emergency; the same statement opens it again."""

NOTE = text("""
update "case" set action_taken = action_taken || cast(:entry as jsonb)
where number = :number and not action_taken @> cast(:same as jsonb)
""")


def untaken(context: Context, site: Site) -> Sequence[Write]:
    """Part of the statement that closes the call's case; it does nothing unless the case is such an emergency."""
    responders = {each: name(kind.emergency) for each, kind in site.book.requests.items() if kind.emergency}
    fallbacks = {each: name(line.fallback_person) for each, line in site.book.lines.items()}
    values = {
        "outbox_first": new_key(),
        "outbox_second": new_key(),
        "outbox_responders": orjson.dumps(responders).decode(),
        "outbox_fallbacks": orjson.dumps(fallbacks).decode(),
        "outbox_turn": context.call.turn,
        "outbox_revision": context.call.revision,
        "outbox_at": context.now,
        "outbox_due_at": context.now + GRACE,
    }
    return (Write(ENQUEUE, values),)


@dataclass(frozen=True, slots=True)
class Letter:
    """A text that is ready to go: numbers E.164; `who` is the person's handle, `case` its number."""

    case: str
    who: str
    to: str | None
    from_: str
    text: str


class UntakenTeller:
    """Sends these texts: the outbox's sender for `KIND`. What came of it stands in the case."""

    def __init__(
        self, database: Database, site: Callable[[], Site], telephony: Callable[[], Telephony], clock: Clock
    ) -> None:
        self._database, self._site, self._telephony, self._clock = database, site, telephony, clock

    def __call__(self, message: Waiting) -> None:
        """Raises Refused when it can never be sent, ProviderGone and DatabaseGone when it can be tried again."""
        letter = self._letter(message.payload)
        if letter is None:
            return
        try:
            self._send(letter)
        except Exception as error:
            if isinstance(error, Refused) or message.attempts >= MOST_ATTEMPTS:
                self._note(letter, "failed")
            raise
        self._note(letter, "sent")

    def _letter(self, payload: Mapping[str, Any]) -> Letter | None:
        """None when somebody has taken the emergency meanwhile. Raises NotFound for a case that is gone."""
        site = self._site()
        with self._database.transaction() as session:
            case = find_case(session, payload["case"])
            person = person_called(session, payload["person"])
            if case.first_answer_at is not None or case.status in FINISHED:
                return None
            return letter_of(case, payload["person"], person, site)

    def _send(self, letter: Letter) -> None:
        if letter.to is None:
            raise Refused(f"{letter.who} has no number that texts can reach: give one with `ivr people import`.")
        self._telephony().send_text(to=letter.to, from_=letter.from_, text=letter.text, status_url="")

    def _note(self, letter: Letter, result: str) -> None:
        entry = action(self._clock.now(), "texted", {"who": letter.who, "result": result})
        same = {field: entry[field] for field in ("action", "who", "result")}
        told = {"entry": orjson.dumps([entry]).decode(), "same": orjson.dumps([same]).decode()}
        with self._database.transaction() as session:
            session.execute(NOTE, {"number": letter.case, **told})


def person_called(session: Session, handle: str) -> Person | None:
    """The person with this handle, however it is spelt."""
    return next((each for each in session.scalars(select(Person)) if name(each.handle) == name(handle)), None)


def letter_of(case: Case, handle: str, person: Person | None, site: Site) -> Letter:
    """What to send about a case to one person; `to` is None for one who has no number for texts, or is not there."""
    line = site.book.lines.get(case.line) or next(iter(site.book.lines.values()))
    request = site.book.requests.get(case.service or "")
    told = Untaken(
        case=case.number,
        council=line.tenant_name,
        line=case.line.replace("_", " ").replace("-", " "),
        service=request.title if request else {"en": case.service or ""},
        place=case.location,
        caller=display(case.caller_e164, line.country) if case.caller_e164 else None,
        caller_state=case.caller_state,
    )
    numbers = person.numbers if person else ()
    return Letter(
        case=case.number,
        who=person.handle if person else handle,
        to=next((number for number in numbers if takes_texts(number)), None),
        from_=line.number,
        text=text_of(told, person.language if person else None),
    )
