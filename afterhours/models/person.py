"""People the telephone may ring. The YAML sees their handles only; their numbers are personal data and stay here."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, validates

from ivr.flowfile.names import name as canonical
from ivr.store.base import Base, new_key


class Person(Base):
    """One person on duty somewhere; a handle is unique across the councils, for flows of all of them may ring it."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    handle: Mapped[str]
    """As it was written by whoever brought the person in, such as `duty-manager`."""
    canonical_handle: Mapped[str] = mapped_column(unique=True)
    """The same name as it is compared (`duty_manager`): the YAML may spell it in another way."""
    name: Mapped[str]
    numbers: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """E.164, in the order to try. Which numbers there are is said here alone; `person_number` says what is known of
    each."""
    email: Mapped[str | None]
    language: Mapped[str | None]
    updated_at: Mapped[datetime]

    @validates("handle")
    def _compared_as(self, _: str, handle: str) -> str:
        self.canonical_handle = canonical(handle)
        return handle


class PersonNumber(Base):
    """What test calls said about one number of one person. A number without a row was never tested.

    Real time throughout: whether a telephone rings is a fact of the world, also where a demonstration has travelled.
    """

    __tablename__ = "person_number"
    __table_args__ = (
        CheckConstraint(
            "result in ('answered', 'unpressed', 'no_answer', 'busy', 'failed')",
            name="result",
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="cascade"), primary_key=True)
    e164: Mapped[str] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    answered_at: Mapped[datetime | None]
    """When somebody last confirmed with a key that they can be reached here."""
    test_id: Mapped[UUID | None] = mapped_column(unique=True)
    """The last test call; its address carries this id."""
    tested_at: Mapped[datetime | None]
    """When that call was asked for."""
    result: Mapped[str | None]
    """What came of it: answered (with the key) | unpressed | no_answer | busy | failed; null while it lasts."""
    in_vain: Mapped[int] = mapped_column(default=0, server_default="0")
    """Test calls since the last confirmed one."""
    due_at: Mapped[datetime]
    """When the next test call is due; it then waits for a decent hour."""


class PersonPin(Base):
    """The PIN by which a person is known on the telephone and by text. The desk may set it, and never read it: a few
    digits are soon found out by whoever has their hash."""

    __tablename__ = "person_pin"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="cascade"), primary_key=True)
    tenant: Mapped[str]
    pin_hash: Mapped[str]
    """argon2id, in its own text form."""
    set_at: Mapped[datetime]
    wrong: Mapped[int] = mapped_column(default=0, server_default="0")
    """Wrong PINs since the last right one."""
    locked_until: Mapped[datetime | None]
