"""What an agent has written and not yet saved, and who has a case open: rows that live for minutes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base


class CallDraft(Base):
    """One agent's form of one case, as it stood a few seconds ago. Its writer alone reads it; saving deletes it."""

    __tablename__ = "call_draft"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    login: Mapped[str] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The form's fields by name, those they began from (`was-...`) among them."""
    saved_at: Mapped[datetime]
    """Real time."""
    expires_at: Mapped[datetime] = mapped_column(index=True)
    """Real time; afterwards nobody reads it, and it is deleted."""


class CasePresence(Base):
    """Somebody has a case open. Kept fresh by their page; what was not seen for a while means nothing."""

    __tablename__ = "case_presence"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    login: Mapped[str] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    name: Mapped[str]
    """What the others read."""
    writing_at: Mapped[datetime | None]
    """Real time; when they last wrote something that is not saved."""
    seen_at: Mapped[datetime]
    """Real time."""
