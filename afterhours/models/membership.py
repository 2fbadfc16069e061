"""Who works for which organisation, as what, and until when; and the links by which new agents come in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key

NOT_ENDED = text("ended_at is null")
OPEN = text("used_at is null and revoked_at is null")


class Membership(Base):
    """What gives a user a role: without one that holds now, nobody signs in. Real time throughout.

    A change of role, or a return, is a new row; rows are never removed.
    """

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("valid_until is null or valid_until > valid_from", name="until"),
        Index("ix_membership_one", "user_id", unique=True, postgresql_where=NOT_ENDED),
        Index("ix_membership_organisation", "organisation", postgresql_where=NOT_ENDED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    """The first of `tenants`."""
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="cascade"))
    organisation: Mapped[str]
    """A name of agents.yaml."""
    role: Mapped[str]
    """What it may do is in `webhooks.roles`."""
    tenants: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """The councils they answer for; what the organisation no longer serves does not count."""
    groups: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    """Groups of agents.yaml whose calls they are offered, and whose restricted cases they see."""
    skills: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime | None]
    """From this instant on it holds no more."""
    added_by: Mapped[str]
    """A user's login, or `ivr` for a command on the server."""
    added_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]


class Invitation(Base):
    """A link by which a new agent chooses a password, once. Real time; the token is kept as a hash only."""

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_open", "user_id", unique=True, postgresql_where=OPEN),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    organisation: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="cascade"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    """SHA-256, hexadecimal."""
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    """When another link took its place, or the membership ended."""
