"""The seal of an audit entry: its place in its council's chain, and a hash over it and the seal before."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base


class AuditSeal(Base):
    """One sealed entry. It names the entry without a foreign key: one that is gone is to be noticed, not prevented."""

    __tablename__ = "audit_seal"
    __table_args__ = (UniqueConstraint("tenant", "number"),)

    audit_id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    number: Mapped[int]
    """Counts from 1 in each council, without a gap."""
    hash: Mapped[str]
    """SHA-256, hexadecimal, of the hash before ("" for the first) and the entry as JSON with its keys in order."""
