"""Recordings as this service keeps them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recording",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("call_id", sa.UUID(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("provider_recording_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), server_default="expected", nullable=False),
        sa.Column("stored_key", sa.String(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("content_type", sa.String(), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at_provider_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transcript", sa.String(), nullable=True),
        sa.Column("transcript_state", sa.String(), server_default="none", nullable=False),
        sa.Column("provider_transcript_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('message', 'answer')", name=op.f("ck_recording_kind")),
        sa.CheckConstraint(
            "state in ('expected', 'stored', 'deleted_at_provider', 'lost')", name=op.f("ck_recording_state")
        ),
        sa.CheckConstraint(
            "transcript_state in ('none', 'expected', 'there', 'failed')", name=op.f("ck_recording_transcript_state")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_recording_call_id_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
        sa.UniqueConstraint("account", "provider_recording_id", name=op.f("uq_recording_account")),
    )
    op.create_index(op.f("ix_recording_call_id"), "recording", ["call_id"], unique=False)
    op.create_index(
        "ix_recording_not_stored",
        "recording",
        ["created_at"],
        unique=False,
        postgresql_where="state in ('expected', 'lost')",
    )


def downgrade() -> None:
    op.drop_table("recording")
