"""What callers said into a recording: where it is kept, with which checksum, and whether the provider still has it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.store.base import Base, new_key


class Recording(Base):
    """One recording of a call: expected at the provider, then stored by this service, then deleted at the provider."""

    __tablename__ = "recording"
    __table_args__ = (
        UniqueConstraint("account", "provider_recording_id"),
        CheckConstraint("kind in ('message', 'answer', 'talk')", name="kind"),
        CheckConstraint("state in ('expected', 'stored', 'deleted_at_provider', 'lost')", name="state"),
        CheckConstraint("transcript_state in ('none', 'expected', 'there', 'failed')", name="transcript_state"),
        Index(
            "ix_recording_words",
            text("ivr_said(tenant, 'w', transcript)"),
            postgresql_using="gin",
            postgresql_where=text("transcript is not null and kind <> 'talk'"),
        ),
        Index("ix_recording_not_stored", "created_at", postgresql_where="state in ('expected', 'lost')"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    tenant: Mapped[str]
    call_id: Mapped[UUID] = mapped_column(ForeignKey("call.id"), index=True)
    account: Mapped[str]
    """The provider's account: the same id may exist under two accounts."""
    provider_recording_id: Mapped[str]
    """The id under which `case.messages` and `case.answers` name it."""
    kind: Mapped[str]
    """message | answer | talk: left as a message, spoken as the answer to a question, or said with an agent."""
    seconds: Mapped[int | None]
    """Its length; null until the provider says."""
    state: Mapped[str] = mapped_column(default="expected", server_default="expected")
    """expected | stored | deleted_at_provider | lost: the provider has it; we have it too; only we have it; nobody."""
    stored_key: Mapped[str | None]
    """Its name in the store of recordings; tells nothing of the caller."""
    bytes: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None]
    """Of what was stored, hexadecimal; read back and compared before the provider deletes its own."""
    content_type: Mapped[str | None]
    """What kind of sound it is, such as audio/x-wav."""
    fetched_at: Mapped[datetime | None]
    deleted_at_provider_at: Mapped[datetime | None]
    transcript: Mapped[str | None]
    """The provider's, made by a machine."""
    transcript_state: Mapped[str] = mapped_column(default="none", server_default="none")
    """none | expected | there | failed; none where the provider writes nothing down in that language."""
    provider_transcript_id: Mapped[str | None]
    created_at: Mapped[datetime]
