"""Who did and saw what. Rows are added and read, never changed: the database refuses it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class AuditEntry(Base):
    """One thing somebody did, or looked at. Holds no personal data of callers: `object` names, it does not tell."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_tenant_at", "tenant", "at"), Index("ix_audit_object", "object"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    at: Mapped[datetime]
    """Real time."""
    actor: Mapped[str]
    """A user's login, `ivr` for a command on the server, or `anonymous` for a failed sign-in."""
    action: Mapped[str]
    """What was done, in dotted words such as `case.seen`."""
    object: Mapped[str | None]
    """What it was done to, such as `case 123456789`."""
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    address: Mapped[str | None]
    """The network address it came from."""
