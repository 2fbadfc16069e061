"""The outbox: what must leave the house, written in the transaction of what caused it, sent afterwards."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class OutboxMessage(Base):
    """One thing to send at least once. The receiver can tell repeats by `idempotency_key`."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "due_at", postgresql_where="done_at is null and parked_at is null"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    kind: Mapped[str]
    """Which sender takes it: a key of the table of senders."""
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.id"))
    turn: Mapped[int | None]
    revision: Mapped[int | None]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """Service time (`ivr_now()`)."""
    attempts: Mapped[int] = mapped_column(default=0)
    leased_by: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    """Real time; a lease that has run out is free again."""
    done_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]
    """Refused for good: a person must look at it."""
    last_error: Mapped[str | None]
