"""A call, its turns, and the legs that belong to it. One row of `call` per provider call; `turn` is its journey."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class Call(Base):
    """One call of the provider: a resident's (`parent_id` null), or a leg to somebody who was rung."""

    __tablename__ = "call"
    __table_args__ = (
        UniqueConstraint("account", "provider_call_id"),
        Index("ix_call_open", "started_at", postgresql_where="ended_at is null"),
        Index("ix_call_unpurged", "tenant", "started_at", postgresql_where="purged_at is null"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    account: Mapped[str]
    """The provider's account: the same call id may exist under two accounts."""
    provider_call_id: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.id"), index=True)
    line: Mapped[str]
    """The line's name in site.yaml."""
    direction: Mapped[str]
    """inbound | outbound."""
    channel: Mapped[str]
    """voice | text."""
    from_raw: Mapped[str]
    from_e164: Mapped[str | None] = mapped_column(index=True)
    caller_state: Mapped[str]
    """presented | withheld | unavailable | invalid: how far the number can be used."""
    attestation: Mapped[str | None]
    """A | B | C | failed: what the carriers vouch for (STIR/SHAKEN); null when they say nothing."""
    forwarded_from: Mapped[str | None]
    to_raw: Mapped[str]
    language: Mapped[str | None]
    revision: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    """The revision whose steps and words this call keeps."""
    in_hours: Mapped[bool | None]
    """Whether the line was in its opening hours when the call arrived; frozen."""
    turn: Mapped[int] = mapped_column(default=0)
    """The turn that is awaited: 0 until the first answer was given."""
    state: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    answer: Mapped[str | None]
    """The last answer, word for word as it was sent; a repeated request gets it again."""
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    end_status: Mapped[str | None]
    """completed | busy | failed | no-answer | canceled: the provider's last word."""
    seconds: Mapped[int | None]
    """Length as the provider counts it."""
    recovered: Mapped[bool] = mapped_column(default=False)
    """Made by a status callback, the spool or the reconciler, not by the call's own first request."""
    purged_at: Mapped[datetime | None]
    """When everything personal was taken out of it and of its turns."""


class Turn(Base):
    """What one turn took in and what happened in it: the journey, one row a turn."""

    __tablename__ = "turn"

    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    at: Mapped[datetime]
    events: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """[{step, kind, data}], in order."""
