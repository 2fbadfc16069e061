"""What lasts for minutes while somebody signs in: the step they are at, the challenge of a key, guesses counted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class SignInStep(Base):
    """Somebody whose password was right and whose second factor is awaited. Ends by being removed, or by time."""

    __tablename__ = "sign_in_step"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the token in the form cookie, hexadecimal."""
    tenant: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="cascade"), index=True)
    method: Mapped[str]
    """How they came so far: password | provider."""
    leads_to: Mapped[str]
    """The page they wanted."""
    expires_at: Mapped[datetime] = mapped_column(index=True)


class KeyChallenge(Base):
    """What a key is asked to sign: known to one browser, for one purpose, once."""

    __tablename__ = "key_challenge"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    purpose: Mapped[str]
    """enter | second | register."""
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id", ondelete="cascade"))
    """Whose key it must be; null when the key itself is to say who comes."""
    challenge: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Guess(Base):
    """One attempt at a secret that could be guessed; kept for an hour, and tells neither who nor from where."""

    __tablename__ = "guess"
    __table_args__ = (Index("ix_guess_key_at", "key", "at"), Index("ix_guess_subject_at", "subject", "at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    key: Mapped[str]
    """Hash of what was guessed at and from which address."""
    subject: Mapped[str]
    """Hash of what was guessed at."""
    place: Mapped[str] = mapped_column(index=True)
    """Hash of the kind of secret and the address."""
    passed: Mapped[bool]
    at: Mapped[datetime] = mapped_column(index=True)
    """Real time."""
