"""The telephone numbers of people, by handle."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from afterhours.models import Person


def numbers_of(session: Session, handle: str) -> tuple[str, ...]:
    """E.164, in the order to try; empty for a handle nobody has."""
    return tuple(session.scalar(select(Person.numbers).where(Person.handle == handle)) or ())


def numbers_by_handle(session: Session, handles: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The same for several people at once; who is not there is left out."""
    rows = session.execute(select(Person.handle, Person.numbers).where(Person.handle.in_(handles)))
    return {handle: tuple(numbers) for handle, numbers in rows}


def known_handles(session: Session) -> frozenset[str]:
    """Everybody who can be rung."""
    return frozenset(session.scalars(select(Person.handle)))
