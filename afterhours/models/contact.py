"""People and households the municipality knows, and the numbers they can be reached at."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.store.base import Base, new_key


class Contact(Base):
    """One record of the county's own list. `external_id` is the county's id for it."""

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("tenant", "external_id"),
        Index("ix_contact_words", text("ivr_said(tenant, 'n', name)"), postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    external_id: Mapped[str]
    name: Mapped[str]
    address: Mapped[str | None]
    language: Mapped[str | None]
    updated_at: Mapped[datetime]

    numbers: Mapped[list["ContactNumber"]] = relationship(
        order_by="ContactNumber.position", cascade="all, delete-orphan", lazy="raise_on_sql"
    )


class ContactNumber(Base):
    """One number of one contact. The same number may belong to several: a household, a switchboard."""

    __tablename__ = "contact_number"
    __table_args__ = (Index("ix_contact_number_tenant_e164", "tenant", "e164"),)

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contact.id", ondelete="cascade"), primary_key=True)
    e164: Mapped[str] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    position: Mapped[int]
    """The order in which they stood in the county's list."""
    shared: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Whether another contact of the same council has it too."""
