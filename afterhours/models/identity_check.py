"""Whether somebody on the telephone is who they say they are: what was checked, and by whom. Never the answers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class IdentityCheck(Base):
    """One check in one call. Rows are added and read, never changed: a check that failed stays told."""

    __tablename__ = "identity_check"
    __table_args__ = (
        CheckConstraint(
            "level in ('none', 'cli_match', 'cli_attested', 'kba_passed', 'callback_to_number_on_file')", name="level"
        ),
        Index("ix_identity_check_call_id_at", "call_id", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="set null"))
    """The record they were found to be; null when the check failed."""
    level: Mapped[str]
    """none < cli_match < cli_attested < kba_passed < callback_to_number_on_file: how sure it is afterwards."""
    method: Mapped[str]
    """questions | called_back."""
    questions: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    """The names of the questions that were asked, as in site.yaml."""
    passed: Mapped[bool]
    by: Mapped[str]
    """The agent's login."""
    at: Mapped[datetime]
    """Service time."""
