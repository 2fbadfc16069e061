"""Revisions of the folder `callflows/`: what a call began with stays readable as long as calls refer to it."""

from datetime import datetime

from sqlalchemy import Identity
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base


class Revision(Base):
    """One released state of the folder. The highest id is the one that serves new calls."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    tenant: Mapped[str]
    """The tenant that publishes: the municipality itself."""
    digest: Mapped[str] = mapped_column(index=True)
    """SHA-256 of all files, so that releasing the same folder twice makes one revision."""
    files: Mapped[dict[str, str]] = mapped_column(JSONB)
    """Path within the folder -> text."""
    released_at: Mapped[datetime]
    released_by: Mapped[str]
