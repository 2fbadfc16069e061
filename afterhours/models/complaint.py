"""A complaint: what a case of that kind has beside its own life. Stages, promises, and what came of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base


class Complaint(Base):
    """The complaint of one case. Its due times are reckoned in business time when it is received."""

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint("stage in ('received', 'triage', 'escalated', 'responded', 'closed')", name="stage"),
        CheckConstraint("receipt in ('text', 'email', 'post', 'refused')", name="receipt"),
        CheckConstraint("warm_transfer in ('attempted', 'not_possible')", name="warm_transfer"),
        CheckConstraint("outcome in ('upheld', 'partly', 'not')", name="outcome"),
        CheckConstraint("stage = 'received' or receipt is not null", name="receipted"),
        Index("ix_complaint_tenant_received_at", "tenant", "received_at"),
        Index(
            "ix_complaint_words",
            text("ivr_said_of_complaint(tenant, lessons, remedy, warm_transfer_note)"),
            postgresql_using="gin",
        ),
        Index("ix_complaint_due", "tenant", "answer_by", postgresql_where=text("stage not in ('responded', 'closed')")),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    tenant: Mapped[str]
    stage: Mapped[str] = mapped_column(default="received", server_default="received")
    """received | triage | escalated | responded | closed; who may follow whom is in `rules.complaints`."""
    received_at: Mapped[datetime]
    acknowledge_by: Mapped[datetime | None]
    """When the receipt is due; null where the council's business time cannot be reckoned."""
    answer_by: Mapped[datetime | None]
    receipt: Mapped[str | None]
    """How the receipt went out: text | email | post, or that it was refused. Null while there is none."""
    receipt_at: Mapped[datetime | None]
    warm_transfer: Mapped[str | None]
    """attempted | not_possible: whether the caller was put through to whoever answers complaints."""
    warm_transfer_note: Mapped[str | None]
    """To whom, or why not."""
    level: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often it was escalated; the council's `escalate_to` has as many levels as it names."""
    escalated_at: Mapped[datetime | None]
    responded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    """upheld | partly | not."""
    lessons: Mapped[str | None]
    remedy: Mapped[str | None]
    acknowledge_told_at: Mapped[datetime | None]
    """When somebody was told that the receipt is overdue."""
    version: Mapped[int] = mapped_column(default=1, server_default="1")
