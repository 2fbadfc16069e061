"""How cases belong together, and who may see one because its caller read out the whole number."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class CaseLink(Base):
    """Two cases of one council that belong together; read from `from_id`: this case is `kind` that one."""

    __tablename__ = "case_link"
    __table_args__ = (
        UniqueConstraint("from_id", "to_id", "kind"),
        CheckConstraint("from_id <> to_id", name="two"),
        CheckConstraint(
            "kind in ('repeat_of', 'progress_chase_of', 'duplicate_of', 'follow_up_of', 'parent')", name="kind"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    from_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    to_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str]
    """repeat_of | progress_chase_of | duplicate_of | follow_up_of | parent (that one is this one's parent)."""
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class CaseSight(Base):
    """An agent may see one case for a while, because its caller read out the whole number. Real time."""

    __tablename__ = "case_sight"
    __table_args__ = (Index("ix_case_sight_user_id_until", "user_id", "until"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="cascade"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    given_at: Mapped[datetime]
    until: Mapped[datetime]
