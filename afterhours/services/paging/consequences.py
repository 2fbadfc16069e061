"""What follows from an event: once, in the pager's transaction, which also marks the event as worked."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import select, text

from afterhours.models import Case, EmergencyEvent
from afterhours.rules.escalation import Plan
from afterhours.rules.lifecycle import FINISHED
from afterhours.services.calls.close_case import settled
from afterhours.services.emergencies.pages import caller_waits
from afterhours.services.paging.alarms import alarm
from afterhours.services.paging.attempts import call_beyond, tell
from afterhours.services.paging.reaching import (
    Work,
    call_again,
    join,
    note_the_key,
    still,
    tell_caller,
    tell_others,
    text_person,
)
from afterhours.services.paging.standing import TEXTED, live_site, on_duty, ringing
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
    if not caller_waits(work.session, emergency):
        tell_caller(work, "accepted", event)
        return
    if emergency.accepted_how in BY_HAND:
        call_again(work, event.who)
    join(work, event)


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
            call_beyond(work.session, emergency, name(person), numbers[person][0], "second", work.now)
            text_person(work, name(person), "second", emergency.accepted_by)
        if free:
            return
    tell(work.session, emergency, "nobody", work.now, None, {"level": emergency.level}, follows=True)


def came_along(work: Work, event: EmergencyEvent) -> None:
    """Whoever has it knows who comes along, and no other telephone rings for a second person."""
    still(work, event, keep=work.emergency.accepted_leg)
    if work.emergency.accepted_by:
        text_person(work, work.emergency.accepted_by, "came_along", event.who)


def from_the_top(work: Work, event: EmergencyEvent) -> None:
    """It is open again, and the time until the alarm begins anew."""
    still(work, event)
    if work.emergency.state == "open":
        work.emergency.alarm_at = event.at + timedelta(seconds=Plan.from_json(work.emergency.plan).alarm_after)
        work.emergency.alarmed_at = None


def passed_on(work: Work, event: EmergencyEvent) -> None:
    """Other people are called from now on, and whoever was called before knows, above all who had it."""
    from_the_top(work, event)
    tell_others(work, "passed_on", event)


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
    "came_along": came_along,
    "handed_on": from_the_top,
    "passed_on": passed_on,
    "done": over,
    "stood_down": over,
    "same": over,
    "morning": morning,
}
