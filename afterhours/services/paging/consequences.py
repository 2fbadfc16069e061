"""What follows from an event: once, in the pager's transaction, which also marks the event as worked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from afterhours.models import Attempt, Call, Case, Emergency, EmergencyEvent
from afterhours.rules.escalation import Plan
from afterhours.rules.lifecycle import FINISHED
from afterhours.services.close_case import settled
from afterhours.services.outbox import put_in
from afterhours.services.paging.alarms import alarm
from afterhours.services.paging.attempts import CALLER, CHECK, END, JOIN, call_beyond, tell, text_to
from afterhours.services.paging.standing import TEXTED, Sources, all_numbers, live_site, on_duty, ringing
from afterhours.services.people import person_by_handle, text_number
from afterhours.site import Site
from ivr.flowfile.names import name

BY_HAND = frozenset({"link", "text", "desk"})
"""How somebody accepts without being on the telephone."""
DIALLED = "dialled"
"""Put through by the caller's own call: the two talk already."""
SETTLING = frozenset({"accepted", "dropped", "handed_on", "passed_on", "same", "done", "stood_down"})
"""What changes how the case stands."""
QUIET = timedelta(minutes=15)
LATELY = text("""
select true from emergency_event
where emergency_id = :id and what = :what and id <> :event and at between :since and ivr_now() limit 1
""")
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


def follow(work: Work, event: EmergencyEvent) -> None:
    """Do what follows from `event`, and mark it."""
    if consequence := FOLLOWS.get(event.what):
        consequence(work, event)
    if event.what in SETTLING:
        settled(work.session, work.emergency.case_id)
    event.worked_at = work.now


def accepted(work: Work, event: EmergencyEvent) -> None:
    """The others' telephones are stilled and they learn who has it; the caller is joined, or told if they have left."""
    emergency = work.emergency
    if emergency.state != "accepted" or name(emergency.accepted_by or "") != name(event.who or ""):
        return
    still(work, event, keep=emergency.accepted_leg)
    note_the_key(work)
    tell_others(work, "taken", event)
    text_person(work, emergency.accepted_by or "", "yours")
    if emergency.joined_at or emergency.accepted_how == DIALLED:
        return
    if not caller_waits(work):
        tell_caller(work, "accepted", event)
        return
    if emergency.accepted_how in BY_HAND:
        call_again(work, event.who)
    join(work, event)


def note_the_key(work: Work) -> None:
    """The call by which it was accepted has that result, however it ended; if it has ended, they may not have talked.

    Both may be told in either order: the key, and the end of the call.
    """
    row = work.session.execute(KEY, {"leg": work.emergency.accepted_leg}).first()
    if row is not None and row.state == "over":
        payload = {"attempt": str(work.emergency.accepted_leg)}
        key = f"{CHECK} {work.emergency.accepted_leg} accepted"
        put_in(work.session, work.emergency.tenant, CHECK, payload, key, work.now)


def added(work: Work, _: EmergencyEvent) -> None:
    """Place or words have come: whoever had the page has it again, as it is now."""
    emergency = work.emergency
    people = set(work.session.scalars(TEXTED, {"emergency": emergency.id}))
    if emergency.state == "accepted":
        people = {emergency.accepted_by}
    for handle in sorted(filter(None, people)):
        text_person(work, handle, "added")


def dropped(work: Work, event: EmergencyEvent) -> None:
    """The person who was cut off is rung again at once; the levels go on when that call has had its time."""
    taken = select(EmergencyEvent.who).where(
        EmergencyEvent.emergency_id == work.emergency.id, EmergencyEvent.what == "accepted"
    )
    call_again(work, work.session.scalar(taken.order_by(EmergencyEvent.id.desc()).limit(1)))
    join(work, event)


def second(work: Work, _: EmergencyEvent) -> None:
    """The next people are called in; the first keeps it."""
    emergency, plan = work.emergency, Plan.from_json(work.emergency.plan)
    here, elsewhere = ringing(work.session, emergency.id)
    busy = here | elsewhere | {name(emergency.accepted_by or "")}
    live = live_site(work.session, work.site, work.now, work.sources)
    for at in range(len(plan.levels)):
        level = plan.levels[(emergency.level + at) % len(plan.levels)]
        people = on_duty(live, emergency, level.ring, work.now, work.sources)
        numbers = work.sources.usable(work.session, people, work.now)
        free = [person for person in people if numbers.get(person) and name(person) not in busy]
        for person in free:
            call_beyond(work.session, emergency, name(person), numbers[person][0], "page", work.now)
            text_person(work, name(person), "page")
        if free:
            return


def from_the_top(work: Work, event: EmergencyEvent) -> None:
    """Handed on, or passed to another roster: it is open, and the time until the alarm begins anew."""
    still(work, event)
    if work.emergency.state == "open":
        work.emergency.alarm_at = event.at + timedelta(seconds=Plan.from_json(work.emergency.plan).alarm_after)
        work.emergency.alarmed_at = None


def over(work: Work, event: EmergencyEvent) -> None:
    """Done, stood down, the same as another: no telephone rings any more, and whoever was called is told."""
    still(work, event)
    tell_others(work, event.what, event)


def morning(work: Work, event: EmergencyEvent) -> None:
    """It becomes a callback for the office, and the caller knows."""
    over(work, event)
    case = work.session.get_one(Case, work.emergency.case_id)
    case.kind, case.version = "callback", case.version + 1
    if case.status == "new" or case.status in FINISHED:
        case.status, case.closed_at = "open", None
    tell_caller(work, "morning", event)


def to_be_looked_after(work: Work, event: EmergencyEvent) -> None:
    """Those who run the service are told; what is repaired again and again, not each minute."""
    lately = {"id": work.emergency.id, "what": event.what, "event": event.id, "since": event.at - QUIET}
    if event.what != "repaired" or work.session.scalar(LATELY, lately) is None:
        alarm(work.session, work.emergency, work.site, event, work.now)


FOLLOWS: Mapping[str, Callable[[Work, EmergencyEvent], None]] = {
    "alarm": to_be_looked_after,
    "nobody": to_be_looked_after,
    "unusable": to_be_looked_after,
    "repaired": to_be_looked_after,
    "accepted": accepted,
    "added": added,
    "dropped": dropped,
    "second": second,
    "handed_on": from_the_top,
    "passed_on": from_the_top,
    "done": over,
    "stood_down": over,
    "same": over,
    "morning": morning,
}


def still(work: Work, event: EmergencyEvent, keep: UUID | None = None) -> None:
    """End the calls that rang when it happened, but for `keep`."""
    emergency = work.emergency
    told = {"emergency": emergency.id, "keep": keep, "now": work.now, "before": event.at}
    for row in work.session.execute(RUNG_OUT, told):
        if row.provider_id:
            put_in(work.session, emergency.tenant, END, {"call": row.provider_id}, f"end {row.id}", work.now)


def tell_others(work: Work, words: str, event: EmergencyEvent) -> None:
    """Everybody who was called or texted, but for who did it."""
    met = select(Attempt.person).where(
        Attempt.emergency_id == work.emergency.id, Attempt.purpose.in_(("page", "again")), Attempt.kind == "text"
    )
    rung = select(Attempt.person).where(
        Attempt.emergency_id == work.emergency.id,
        Attempt.kind == "call",
        Attempt.result.is_distinct_from("passed_over"),
    )
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


def caller_waits(work: Work) -> bool:
    """Whether the caller's call lasts, and they have not left the waiting room of their own will."""
    call = work.session.get(Call, work.emergency.call_id) if work.emergency.call_id else None
    left = select(EmergencyEvent.id).where(
        EmergencyEvent.emergency_id == work.emergency.id, EmergencyEvent.what == "caller_left"
    )
    return call is not None and call.ended_at is None and work.session.scalar(left.limit(1)) is None


def join(work: Work, event: EmergencyEvent) -> None:
    """Lead the caller's live call to where it stands now."""
    payload = {"emergency": str(work.emergency.id), "event": str(event.id)}
    put_in(work.session, work.emergency.tenant, JOIN, payload, f"{JOIN} {event.id}", work.now)


def tell_caller(work: Work, occasion: str, event: EmergencyEvent) -> None:
    """The caller is told afterwards, by text, or by a call where no text can reach them."""
    payload = {"emergency": str(work.emergency.id), "occasion": occasion}
    put_in(work.session, work.emergency.tenant, CALLER, payload, f"{CALLER} {event.id}", work.now)


def ask(work: Work) -> None:
    """Accepted is not finished: the person is asked whether it is done, at the plan's interval, until it is."""
    emergency, plan = work.emergency, Plan.from_json(work.emergency.plan)
    handle = name(emergency.accepted_by or "")
    here, elsewhere = ringing(work.session, emergency.id)
    number = number_of(work, handle)
    if number and handle not in here | elsewhere:
        call_beyond(work.session, emergency, handle, number, "ask", work.now)
    tell(work.session, emergency, "asked", work.now, handle)
    emergency.due_at = work.now + timedelta(seconds=max(plan.ask_after, 60))
