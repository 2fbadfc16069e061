"""Test calls: is somebody really reached at a number that may have to wake them?

Each number of everybody on duty somewhere is rung at a decent hour: a new one at once, a confirmed one some days before
it would stop counting, one that did not answer again later. Only a key confirms, for a mailbox answers, too. The call
is asked for here, and leaves through the outbox; `webhooks.voice.checks` answers for it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from afterhours.models import Person, PersonNumber
from afterhours.rules.number_tests import ALARM_AFTER, TEST_AFTER, is_decent, pause_after
from afterhours.services.outbox import put_in
from afterhours.services.people.known import real_time
from afterhours.site import Site
from ivr.flowfile.names import name
from ivr.store.base import new_key

KIND = "number.test"
AT_ONCE = 5
"""Calls that one waking of the scheduler asks for: the provider lets one call a second out."""
BETWEEN = timedelta(minutes=2)
"""Between two numbers of one person: nobody is rung twice at once."""

NEW = text("""
insert into person_number (person_id, e164, tenant, due_at)
select p.id, given.e164, p.tenant, :real from person as p cross join lateral unnest(p.numbers) as given (e164)
where p.canonical_handle = any(:handles) and not exists (
  select from person_number as n where n.person_id = p.id and n.e164 = given.e164)
on conflict do nothing
""")
DUE = text("""
select n.person_id, n.e164 from person_number as n join person as p on p.id = n.person_id
where n.due_at <= :real and p.canonical_handle = any(:handles) and p.tenant = any(:tenants) and n.e164 = any(p.numbers)
  and not exists (select from person_number as other where other.person_id = n.person_id
    and (other.tested_at > :real - cast(:between as interval)
      or (other.due_at, other.e164) < (n.due_at, n.e164) and other.due_at <= :real and other.e164 = any(p.numbers)))
  and not exists (select from attempt where state <> 'over' and kind = 'call'
    and attempt.person in (p.handle, p.canonical_handle))
order by n.due_at, n.e164 limit :most for update of n skip locked
""")


def ask_for_due(session: Session, site: Site, now: datetime) -> int:
    """Ask for the test calls that are due at `now` (service time); how many. Who is being paged is left alone."""
    awake = [tenant for tenant, council in site.councils.items() if is_decent(now, council.zone)]
    if not awake:
        return 0
    real, handles = real_time(session, now), [name(handle) for handle in site.people]
    session.execute(NEW, {"handles": handles, "real": real})
    values = {"handles": handles, "tenants": awake, "real": real, "between": BETWEEN, "most": AT_ONCE}
    found = session.execute(DUE, values).all()
    for person_id, e164 in found:
        ask_for(session, session.get_one(PersonNumber, (person_id, e164)), real, now)
    return len(found)


def ask_now(session: Session, person: Person, now: datetime, numbers: Collection[str] | None = None) -> Sequence[str]:
    """Ask for test calls to a person's numbers (or these of them), whatever the hour; the numbers, in order.

    One after the other, with a pause in between.
    """
    chosen = [e164 for e164 in person.numbers if numbers is None or e164 in numbers]
    real = real_time(session, now)
    for place, e164 in enumerate(chosen):
        key = {"person_id": person.id, "e164": e164}
        row = insert(PersonNumber).values(tenant=person.tenant, due_at=real, **key).on_conflict_do_nothing()
        session.execute(row)
        held = session.get_one(PersonNumber, (person.id, e164), with_for_update=True)
        ask_for(session, held, real + place * BETWEEN, now + place * BETWEEN)
    return chosen


def ask_for(session: Session, number: PersonNumber, real: datetime, due_at: datetime) -> None:
    """One call. Until it is confirmed it counts as in vain, so that one whose end is never told is repeated, too."""
    number.test_id, number.tested_at, number.result = new_key(), real, None
    number.in_vain += 1
    number.due_at = real + pause_after(number.in_vain)
    session.flush()
    put_in(session, number.tenant, KIND, {"test": str(number.test_id)}, f"{KIND} {number.test_id}", due_at)


def tested_number(session: Session, test: UUID) -> PersonNumber | None:
    """The number that this call tests; None when a later call tests it, or when it was taken off."""
    return session.scalar(select(PersonNumber).where(PersonNumber.test_id == test))


def confirm(session: Session, test: UUID, now: datetime) -> bool:
    """Somebody has pressed the key: they can be reached here. Also when the call's end was told before the key."""
    real = real_time(session, now)
    values = {"answered_at": real, "result": "answered", "in_vain": 0, "due_at": real + TEST_AFTER}
    changed = update(PersonNumber).where(PersonNumber.test_id == test).values(**values).returning(PersonNumber.e164)
    return session.scalar(changed) is not None


def settle(session: Session, test: UUID, result: str) -> PersonNumber | None:
    """The call is over. Gives the number when it has been called in vain often enough for people to be told."""
    mine = (PersonNumber.test_id == test, PersonNumber.result.is_(None))
    number = session.scalar(update(PersonNumber).where(*mine).values(result=result).returning(PersonNumber))
    return number if number is not None and number.in_vain == ALARM_AFTER else None
