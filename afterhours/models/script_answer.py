"""What an agent was answered, question by question of a script. Rows are added and read, never changed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class ScriptAnswer(Base):
    """One answer. Of several to one question of a case the latest counts; the earlier ones stay to be seen."""

    __tablename__ = "script_answer"
    __table_args__ = (
        Index("ix_script_answer_case_id_at", "case_id", "at"),
        Index("ix_script_answer_words", text("ivr_said(tenant, 'w', value)"), postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    service: Mapped[str]
    """The kind of request whose script it is."""
    step: Mapped[str]
    """The question's name in the script."""
    value: Mapped[str]
    """yes or no, the name of a choice, a number in digits, E.164, or words."""
    at: Mapped[datetime]
    """Service time."""
    by: Mapped[str]
    """A user's login."""
