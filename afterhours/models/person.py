"""People the telephone may ring. The YAML sees their handles only; their numbers are personal data and stay here."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class Person(Base):
    """One person on duty somewhere; `handle` is unique across the councils, for flows of all of them may ring it."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("handle"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    handle: Mapped[str]
    """As in the YAML, in its canonical form (`duty_manager`)."""
    name: Mapped[str]
    numbers: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """E.164, in the order to try."""
    email: Mapped[str | None]
    language: Mapped[str | None]
    updated_at: Mapped[datetime]
