"""Who may sign in, and the sessions they hold. Passwords and session tokens are kept as hashes only."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class User(Base):
    """Somebody with a password. What a role may do is in one table, in `webhooks.roles`."""

    __tablename__ = "app_user"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    """The council they belong to."""
    organisation: Mapped[str] = mapped_column(default="county", server_default="county")
    """Who employs them, a name of agents.yaml; like `role` and `tenants` a copy of their latest membership's."""
    tenants: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """The councils whose cases they may see; their own among them."""
    login: Mapped[str] = mapped_column(unique=True)
    """Lower case; usually the e-mail address."""
    name: Mapped[str]
    password_hash: Mapped[str]
    """argon2id, in its own text form."""
    role: Mapped[str]
    language: Mapped[str | None]
    disabled: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    last_sign_in_at: Mapped[datetime | None]
    """Real time."""
    created_at: Mapped[datetime]


class UserSession(Base):
    """One signed-in browser. Real time throughout."""

    __tablename__ = "user_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the token in the cookie, hexadecimal."""
    tenant: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="cascade"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]
    address: Mapped[str | None]
    """Where it was opened from."""
    user_agent: Mapped[str | None]
    id: Mapped[UUID] = mapped_column(unique=True, default=new_key, server_default=text("gen_random_uuid()"))
    """Names the session on its owner's page, where the token's hash has no business."""
    method: Mapped[str] = mapped_column(default="password", server_default="password")
    """How they came in: password | key | provider | demonstration."""
    second_at: Mapped[datetime | None]
    """When a second factor was shown; null: never in this session."""
    proved_at: Mapped[datetime | None]
    """When they last proved who they are. What cannot be undone asks for a proof of the last minutes."""
