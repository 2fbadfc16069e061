"""Reaching people and callers from the pager's transaction: telephones stilled, texts, and calls beyond the plan."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from afterhours.models import Attempt, Emergency, EmergencyEvent
from afterhours.rules.escalation import Plan
from afterhours.services.live_calls import hang_up
from afterhours.services.outbox import put_in
from afterhours.services.paging.attempts import CALLER, CHECK, JOIN, call_beyond, tell, text_to
from afterhours.services.paging.standing import Sources, all_numbers, ringing
from afterhours.services.people.known import person_by_handle, text_number
from afterhours.site import Site
from ivr.flowfile.names import name

KEY = text("update attempt set result = 'accepted' where id = :leg and kind = 'call' returning state")
RUNG_OUT = text("""
update attempt set state = 'over', result = 'superseded', ended_at = :now
where emergency_id = :emergency and kind = 'call' and state in ('waiting', 'placed') and id is distinct from :keep
  and created_at <= :before
  and not exists (select from call where call.id = attempt.id)
returning id, provider_id
""")
"""Telephones that only ring; who listens already hears from the engine by whom it was taken."""


@dataclass(frozen=True, slots=True)
class Work:
    """One emergency, locked, with what its consequences need."""

    session: Session
    emergency: Emergency
    site: Site
    now: datetime
    sources: Sources


def still(work: Work, event: EmergencyEvent, keep: UUID | None = None) -> None:
    """End the calls that rang when it happened, but for `keep`."""
    emergency = work.emergency
    told = {"emergency": emergency.id, "keep": keep, "now": work.now, "before": event.at}
    for row in work.session.execute(RUNG_OUT, told):
        if row.provider_id:
            hang_up(work.session, emergency.tenant, row.provider_id, work.now)


def note_the_key(work: Work) -> None:
    """The call by which it was accepted has that result, however it ended; if it has ended, they may not have talked.

    Both may be told in either order: the key, and the end of the call.
    """
    row = work.session.execute(KEY, {"leg": work.emergency.accepted_leg}).first()
    if row is not None and row.state == "over":
        payload = {"attempt": str(work.emergency.accepted_leg)}
        key = f"{CHECK} {work.emergency.accepted_leg} accepted"
        put_in(work.session, work.emergency.tenant, CHECK, payload, key, work.now)


def tell_others(work: Work, words: str, event: EmergencyEvent) -> None:
    """Everybody who was called or texted before it happened, but for who did it."""
    before = select(Attempt.person).where(Attempt.emergency_id == work.emergency.id, Attempt.created_at <= event.at)
    met = before.where(Attempt.purpose.in_(("page", "again")), Attempt.kind == "text")
    rung = before.where(Attempt.kind == "call", Attempt.result.is_distinct_from("passed_over"))
    people = {*work.session.scalars(met), *work.session.scalars(rung)}
    for handle in sorted(people):
        if name(handle) != name(event.who or ""):
            text_person(work, handle, words, event.who)


def text_person(work: Work, handle: str, words: str, who: str | None = None) -> None:
    person = person_by_handle(work.session, handle)
    number = text_number(person) if person else None
    if number:
        text_to(work.session, work.emergency, name(handle), number, words, work.now, {"who": who})


def call_again(work: Work, handle: str | None) -> None:
    """Ring one person beyond the plan, to put them together with the caller."""
    if number := number_of(work, handle):
        call_beyond(work.session, work.emergency, name(handle or ""), number, "again", work.now)


def number_of(work: Work, handle: str | None) -> str | None:
    """Where somebody is reached now: the number by which they took it, else their first one, tested if possible."""
    if not handle:
        return None
    took = select(Attempt.to_e164).where(
        Attempt.emergency_id == work.emergency.id, Attempt.person == name(handle), Attempt.result == "accepted"
    )
    found = work.session.scalar(took.order_by(Attempt.id.desc()).limit(1))
    usable = work.sources.usable(work.session, [name(handle)], work.now).get(name(handle), ())
    return found or next(iter((*usable, *all_numbers(work.session, [name(handle)]).get(name(handle), ()))), None)


def join(work: Work, event: EmergencyEvent) -> None:
    """Lead the caller's live call to where it stands now."""
    payload = {"emergency": str(work.emergency.id), "event": str(event.id)}
    put_in(work.session, work.emergency.tenant, JOIN, payload, f"{JOIN} {event.id}", work.now)


def tell_caller(work: Work, occasion: str, event: EmergencyEvent) -> None:
    """The caller is told afterwards, by text, or by a call where no text can reach them."""
    payload = {"emergency": str(work.emergency.id), "occasion": occasion}
    put_in(work.session, work.emergency.tenant, CALLER, payload, f"{CALLER} {event.id}", work.now)


def ask(work: Work) -> None:
    """Accepted is not finished: the person is asked whether it is done, at the plan's interval, until it is.

    Who cannot be rung now has their text once more, with the link that says so.
    """
    emergency, plan = work.emergency, Plan.from_json(work.emergency.plan)
    handle = name(emergency.accepted_by or "")
    here, elsewhere = ringing(work.session, emergency.id)
    number = number_of(work, handle)
    if number and handle not in here | elsewhere:
        call_beyond(work.session, emergency, handle, number, "ask", work.now)
    else:
        text_person(work, handle, "yours")
    tell(work.session, emergency, "asked", work.now, handle)
    emergency.due_at = work.now + timedelta(seconds=max(plan.ask_after, 60))
