"""Texts that came and went, and the numbers that want none."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class TextMessage(Base):
    """One text, in or out. Its key is unique: the same thing is told once, the same text is answered once."""

    __tablename__ = "text_message"
    __table_args__ = (
        CheckConstraint("direction in ('in', 'out')", name="direction"),
        Index("ix_text_message_tenant_created_at", "tenant", "created_at"),
        Index("ix_text_message_unpurged", "tenant", "created_at", postgresql_where=text("purged_at is null")),
        Index(
            "ix_text_message_unsettled",
            "sent_at",
            postgresql_where=text("direction = 'out' and status in ('queued', 'sending', 'sent')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    direction: Mapped[str]
    """in | out."""
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    """Out: the sender's own. In: `in` and the provider's id."""
    provider_id: Mapped[str | None] = mapped_column(unique=True)
    """The provider's id; null until it has taken a text of ours."""
    from_number: Mapped[str]
    to_number: Mapped[str]
    """E.164; of a text that came in, as the provider wrote it."""
    body: Mapped[str]
    person: Mapped[str | None]
    """The handle of whoever it is to, or came from, where that is somebody on duty."""
    emergency_id: Mapped[UUID | None] = mapped_column(ForeignKey("emergency.id"), index=True)
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempt.id"))
    """The attempt that this text is; what becomes of the text is its result."""
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.id"), index=True)
    """The call it is about."""
    purpose: Mapped[str]
    """Out: page, taken, caller, ... In: the word it began with (take, who, stop, ...), or `other`."""
    status: Mapped[str]
    """Out: one of `afterhours.services.texts.status.ORDER`, or refused. In: received, then answered."""
    error: Mapped[str | None]
    """Why it was not delivered: the provider's code, or our own sentence."""
    answer: Mapped[str | None]
    """In: what it was answered, "" for nothing; the same text again gets the same."""
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    claimed_at: Mapped[datetime | None]
    """Real time; since when one process is sending it."""
    asked_at: Mapped[datetime | None]
    """Real time; when the provider was last asked what became of it."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]
    """When its words and numbers were taken out of it."""


class TextStop(Base):
    """A number that said STOP to one of ours, and not yet START."""

    __tablename__ = "text_stop"

    number: Mapped[str] = mapped_column(primary_key=True)
    our_number: Mapped[str] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    since: Mapped[datetime]
