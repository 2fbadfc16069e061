"""Who was on duty. Rows are added and read, never changed: what is calculated of the past may change, this may not."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class DutyLogEntry(Base):
    """A stretch of time that is over, in which the same people had one duty of one roster. Stretches touch."""

    __tablename__ = "duty_log"
    __table_args__ = (
        UniqueConstraint("roster", "duty", "start_at"),
        Index("ix_duty_log_tenant_start_at", "tenant", "start_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    roster: Mapped[str]
    duty: Mapped[str]
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    people: Mapped[list[str]] = mapped_column(JSONB)
    """Handles; empty while nobody was on duty."""
    why: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    """The reasons the roster gave: [{kind, name, by, reason}]."""
    written_at: Mapped[datetime]
