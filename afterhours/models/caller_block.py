"""Callers who were flagged as abusive, and those whose calls are answered by message only until a date."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class CallerBlock(Base):
    """One flag by whoever had the call, and what a second person decided. It never closes the emergency way."""

    __tablename__ = "caller_block"
    __table_args__ = (
        CheckConstraint("state in ('flagged', 'blocked', 'declined', 'lifted')", name="state"),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("decided_by <> flagged_by", name="second_person"),
        CheckConstraint("state <> 'blocked' or (until is not null and decided_by is not null)", name="reviewed"),
        Index("ix_caller_block_number", "tenant", "e164", postgresql_where=text("state = 'blocked'")),
        Index("ix_caller_block_tenant_flagged_at", "tenant", "flagged_at"),
        Index("uq_caller_block_waiting", "tenant", "e164", unique=True, postgresql_where=text("state = 'flagged'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    e164: Mapped[str]
    reason: Mapped[str]
    """What happened, in the words of whoever flagged it."""
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    """The case of the call in which it happened."""
    flagged_by: Mapped[str]
    """A user's login, or `ivr` for a command on the server."""
    flagged_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="flagged", server_default="flagged")
    """flagged | blocked (until `until`) | declined | lifted (before that)."""
    until: Mapped[datetime | None]
    """Service time; from then on calls are answered as everybody's are, without anybody's doing."""
    decided_by: Mapped[str | None]
    """Somebody else than who flagged it."""
    decided_at: Mapped[datetime | None]
    note: Mapped[str | None]
    """Why it was decided so."""
    lifted_by: Mapped[str | None]
    lifted_at: Mapped[datetime | None]
