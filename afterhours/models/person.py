"""People the telephone may ring. The YAML sees their handles only; their numbers are personal data and stay here."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text
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
    """E.164, in the order to try."""
    email: Mapped[str | None]
    language: Mapped[str | None]
    updated_at: Mapped[datetime]

    @validates("handle")
    def _compared_as(self, _: str, handle: str) -> str:
        self.canonical_handle = canonical(handle)
        return handle
