"""What somebody has beside their password: an authenticator app, keys, codes for the day these are lost."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class TotpSecret(Base):
    """The authenticator app of one user. It counts once it was confirmed by a code. Real time throughout."""

    __tablename__ = "totp_secret"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="cascade"), primary_key=True)
    tenant: Mapped[str]
    sealed: Mapped[str]
    """The secret, encrypted with a key that is derived from SECRET_KEY."""
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """The time step of the last code that was accepted: it, and those before it, are accepted no more."""


class RecoveryCode(Base):
    """One of the codes that let somebody in when app and keys are lost; each works once."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the user's id and the code, hexadecimal; a code has 79 random bits."""
    tenant: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="cascade"), index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SecurityKey(Base):
    """A passkey or a security key: its public half, for the private one never leaves it."""

    __tablename__ = "security_key"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="cascade"), index=True)
    name: Mapped[str]
    """What its owner calls it."""
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    """COSE."""
    sign_count: Mapped[int] = mapped_column(BigInteger)
    """How often it has signed, as it says itself; a number that does not grow is a copy. Many say 0 for ever."""
    transports: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class BoundIdentity(Base):
    """Who somebody is at the identity provider, since they first came from there."""

    __tablename__ = "bound_identity"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="cascade"), index=True)
    bound_at: Mapped[datetime]
