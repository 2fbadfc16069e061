"""People who may be rung: who has a handle or a number, and which numbers are known to reach them.

A number counts as usable when somebody has confirmed a test call there with a key within the last 30 days
(`number_tests` makes these calls). Real time, also in a demonstration that has travelled: see `PersonNumber`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from afterhours.models import Person, PersonNumber
from afterhours.rules.number_tests import TEST_AFTER, USABLE_FOR, State, state_of
from ivr.flowfile.names import name
from ivr.phone import takes_texts

USABLE = text("""
select p.canonical_handle as handle, given.e164
from person as p cross join lateral unnest(p.numbers) with ordinality as given (e164, place)
join person_number as n on n.person_id = p.id and n.e164 = given.e164
where p.canonical_handle = any(:handles) and n.answered_at > :since - (
  select coalesce(sum(seconds), 0) * interval '1 second' from clock_offset)
order by p.canonical_handle, given.place
""")
DROPPED = text("""
delete from person_number using person as p
where p.id = person_number.person_id and not person_number.e164 = any(p.numbers)
""")
TRAVELLED = text("select coalesce(sum(seconds), 0) from clock_offset")


def person_by_handle(session: Session, handle: str) -> Person | None:
    """However the handle is spelt."""
    return session.scalar(select(Person).where(Person.canonical_handle == name(handle)))


def person_with_number(session: Session, e164: str) -> Person | None:
    """Whose number it is; None when it is nobody's, and when several share it: then it says nothing about who calls."""
    found = session.scalars(select(Person).where(Person.numbers.contains([e164])).limit(2)).all()
    return found[0] if len(found) == 1 else None


def usable_numbers(session: Session, handles: Collection[str], now: datetime) -> Mapping[str, tuple[str, ...]]:
    """E.164, in the order to try, by the handles as they are asked for; who has none is left out.

    `now`: service time.
    """
    asked = {name(handle): handle for handle in handles}
    found: dict[str, tuple[str, ...]] = {}
    for row in session.execute(USABLE, {"handles": list(asked), "since": now - USABLE_FOR}):
        found[asked[row.handle]] = (*found.get(asked[row.handle], ()), row.e164)
    return found


def reachable_numbers(session: Session, handles: Collection[str], now: datetime) -> Mapping[str, tuple[str, ...]]:
    """The usable numbers; if nobody of these has any, all that they have: an untested telephone is better than none."""
    return usable_numbers(session, handles, now) or {
        handle: tuple(person.numbers)
        for handle in handles
        if (person := person_by_handle(session, handle)) and person.numbers
    }


def text_number(person: Person) -> str | None:
    """The first number that texts can reach."""
    return next((number for number in person.numbers if takes_texts(number)), None)


def trust_numbers(session: Session, now: datetime, tenants: Collection[str] | None = None) -> None:
    """Take every number (of these councils) as confirmed just now: for invented people, whom nobody can ring first."""
    real = real_time(session, now)
    people = select(Person) if tenants is None else select(Person).where(Person.tenant.in_(tenants))
    for person in session.scalars(people):
        for e164 in person.numbers:
            session.merge(confirmed(person, e164, real))
    session.flush()


def confirmed(person: Person, e164: str, real: datetime) -> PersonNumber:
    return PersonNumber(
        person_id=person.id,
        e164=e164,
        tenant=person.tenant,
        answered_at=real,
        tested_at=real,
        result="answered",
        in_vain=0,
        due_at=real + TEST_AFTER,
    )


def forget_dropped(session: Session) -> None:
    """What is known of numbers that were taken off goes with them: one that comes back begins untested."""
    session.flush()
    session.execute(DROPPED)


def real_time(session: Session, now: datetime) -> datetime:
    """What service time `now` is in the world: the same but in a demonstration that has travelled."""
    return now - timedelta(seconds=session.scalar(TRAVELLED) or 0)


@dataclass(frozen=True, slots=True)
class KnownNumber:
    """One number of a person, and what test calls said of it. Instants are real time; see `state_of`.

    `counts`: whether it is rung for an emergency; also while it is rung for another test.
    """

    e164: str
    state: State
    counts: bool = False
    answered_at: datetime | None = None
    tested_at: datetime | None = None
    result: str | None = None


def known_numbers(session: Session, people: Collection[Person], now: datetime) -> Mapping[UUID, list[KnownNumber]]:
    """Person's id -> their numbers, in the order to try, as they stand at `now` (service time)."""
    real = real_time(session, now)
    rows = session.scalars(select(PersonNumber).where(PersonNumber.person_id.in_([each.id for each in people])))
    tested = {(row.person_id, row.e164): row for row in rows}
    return {
        person.id: [known(e164, tested.get((person.id, e164)), real) for e164 in person.numbers] for person in people
    }


def known(e164: str, row: PersonNumber | None, real: datetime) -> KnownNumber:
    if row is None:
        return KnownNumber(e164, "untested")
    state = state_of(row.answered_at, row.tested_at, row.result, real)
    counts = row.answered_at is not None and real - row.answered_at < USABLE_FOR
    return KnownNumber(e164, state, counts, row.answered_at, row.tested_at, row.result)
