"""Who may read a roster, or one person's shifts, in a calendar of their own."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class CalendarFeed(Base):
    """One address of a calendar: this id and a signature, which say nothing. Taken back, it is dead for ever."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        CheckConstraint("kind in ('roster', 'person')", name="kind"),
        Index("ix_calendar_feed_one", "kind", "name", unique=True, postgresql_where=text("revoked_at is null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    kind: Mapped[str]
    """roster | person."""
    name: Mapped[str]
    """The roster's name or the person's handle, in canonical form."""
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]
