"""Who may see the story of a call that was offered to them: one row an offer, and the links that point to it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class ScreenpopGrant(Base):
    """One offer's grant. The first agent of its organisation who opens it has it, and nobody else. Real time.

    A link is a random token that is kept as its hash only, so one that was sent twice has two hashes here.
    """

    __tablename__ = "screenpop_grant"
    __table_args__ = (
        Index("ix_screenpop_grant_token_hashes", "token_hashes", postgresql_using="gin"),
        Index("ix_screenpop_grant_organisation_expires_at", "organisation", "expires_at"),
        Index("ix_screenpop_grant_user_id_view_until", "user_id", "view_until"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offer.id", ondelete="cascade"), unique=True)
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("call.id"), index=True)
    """The resident's call, if there was one."""
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    organisation: Mapped[str]
    """Whose agents may open it: a name of agents.yaml."""
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id", ondelete="cascade"))
    """The one agent; null until somebody of the organisation opened it."""
    purpose: Mapped[str] = mapped_column(default="offer", server_default="offer")
    """offer (made for an organisation) | desk (made for an agent who is signed in)."""
    token_hashes: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    """SHA-256 of each link's token, hexadecimal."""
    wrap_seconds: Mapped[int]
    """So long after the talk its story may still be seen."""
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    """Until then a link or a code opens it."""
    opened_at: Mapped[datetime | None]
    opened_address: Mapped[str | None]
    """The network address it was opened from."""
    opened_session: Mapped[str | None]
    """Hash of the session that opened it: only there does the same link open again."""
    view_until: Mapped[datetime | None]
    """The end of seeing at the latest, however long the call lasts."""
    revoked_at: Mapped[datetime | None]
