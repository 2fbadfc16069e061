"""The telephone numbers of people, by handle."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Person
from ivr.flowfile.names import name


def numbers_of(session: Session, handle: str) -> tuple[str, ...]:
    """E.164, in the order to try; empty for a handle nobody has. However the handle is spelt."""
    return tuple(session.scalar(select(Person.numbers).where(Person.canonical_handle == name(handle))) or ())


def numbers_by_handle(session: Session, handles: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The same for several people at once, by the handles as they are asked for; who is not there is left out."""
    asked = {name(handle): handle for handle in handles}
    rows = session.execute(select(Person.canonical_handle, Person.numbers).where(Person.canonical_handle.in_(asked)))
    return {asked[canonical]: tuple(numbers) for canonical, numbers in rows}


def known_handles(session: Session) -> frozenset[str]:
    """Everybody who can be rung."""
    return frozenset(session.scalars(select(Person.handle)))
