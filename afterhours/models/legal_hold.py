"""What must not be purged: a case, or everything about one person, until somebody lifts the hold."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class LegalHold(Base):
    """One hold: of a case, a number, or a contact with all its numbers. Rows are never removed."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        CheckConstraint("num_nonnulls(case_id, e164, contact_id) = 1", name="of_one"),
        CheckConstraint("reason <> ''", name="reason"),
        Index("ix_legal_hold_standing", "tenant", postgresql_where=text("lifted_at is null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    e164: Mapped[str | None]
    """Whoever calls from this number, or is texted at it."""
    contact_id: Mapped[UUID | None] = mapped_column(index=True)
    """No foreign key: a hold that was lifted keeps no contact."""
    reason: Mapped[str]
    placed_by: Mapped[str]
    """A user's login, or `ivr` for a command on the server."""
    placed_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    """Null while it stands."""
    lifted_by: Mapped[str | None]
    lifted_because: Mapped[str | None]
