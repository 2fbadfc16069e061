"""Texts that come and go, and who wants none."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_stop",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("our_number", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", "our_number", name=op.f("pk_text_stop")),
    )
    op.create_table(
        "text_message",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("from_number", sa.String(), nullable=False),
        sa.Column("to_number", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("emergency_id", sa.UUID(), nullable=True),
        sa.Column("attempt_id", sa.UUID(), nullable=True),
        sa.Column("call_id", sa.UUID(), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("direction in ('in', 'out')", name=op.f("ck_text_message_direction")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_text_message_attempt_id_attempt")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_text_message_call_id_call")),
        sa.ForeignKeyConstraint(
            ["emergency_id"], ["emergency.id"], name=op.f("fk_text_message_emergency_id_emergency")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_message")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_text_message_idempotency_key")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_text_message_provider_id")),
    )
    op.create_index(op.f("ix_text_message_call_id"), "text_message", ["call_id"], unique=False)
    op.create_index(op.f("ix_text_message_emergency_id"), "text_message", ["emergency_id"], unique=False)
    op.create_index("ix_text_message_tenant_created_at", "text_message", ["tenant", "created_at"], unique=False)
    op.create_index(
        "ix_text_message_unsettled",
        "text_message",
        ["sent_at"],
        unique=False,
        postgresql_where=sa.text("direction = 'out' and status in ('queued', 'sending', 'sent')"),
    )


def downgrade() -> None:
    op.drop_table("text_message")
    op.drop_table("text_stop")
