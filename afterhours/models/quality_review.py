"""Talks of agents whose quality is assessed: the marks, what they come to, and what the agent says to it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class QualityReview(Base):
    """One talk that a reviewer has assessed, or that a supervisor has asked for. Service time.

    A talk that was drawn has no row before it is assessed: which ones those are is a rule (`rules.quality`).
    """

    __tablename__ = "quality_review"
    __table_args__ = (Index("ix_quality_review_agent_id_at", "agent_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    organisation: Mapped[str]
    """The agent's at that time: a name of agents.yaml."""
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offer.id", ondelete="cascade"), unique=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="cascade"))
    at: Mapped[datetime]
    """When the agent accepted the caller; the month to which the talk belongs."""
    asked_by: Mapped[str | None]
    """The login of whoever asked for it beside the sample; null for one that was drawn. It does not count."""
    asked_at: Mapped[datetime | None]
    asked_why: Mapped[str | None]
    revision: Mapped[int | None]
    """The revision whose quality.yaml was answered; null before it was."""
    marks: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    """[{question, ask, points, fails, mark}], in the order of the form; `ask` is what was asked, by language."""
    points: Mapped[float] = mapped_column(default=0, server_default="0")
    most: Mapped[int] = mapped_column(default=0, server_default="0")
    """The points that could be had."""
    failed: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Whether a question that fails the call was answered with no; it leaves the points alone."""
    remark: Mapped[str | None]
    """The reviewer's, for the agent."""
    reviewer: Mapped[str | None]
    reviewed_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    """The agent's remark on it."""
