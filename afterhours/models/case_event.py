"""What happened to a case after its call, and beside it: who did what, when. Rows are added and read, never changed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class CaseEvent(Base):
    """One thing somebody did with a case: a note, an action taken, fields that changed, a receipt, a link."""

    __tablename__ = "case_event"
    __table_args__ = (
        Index("ix_case_event_case_id_at", "case_id", "at"),
        Index("ix_case_event_actor_at", "actor", "at"),
        Index(
            "ix_case_event_words",
            text("ivr_said(tenant, 'w', detail ->> 'text')"),
            postgresql_using="gin",
            postgresql_where=text("detail ? 'text'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    at: Mapped[datetime]
    """Service time."""
    actor: Mapped[str]
    """A user's login, or `ivr` for the program itself."""
    what: Mapped[str]
    """What was done, in a word such as note, did, changed, moved, linked, receipt, wrapped_up."""
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    """By `what`: {text} of a note or an action; {fields: {name: [before, after]}} of a change;
    {from, to, reason} of a move. What stands under `text` can be searched."""
