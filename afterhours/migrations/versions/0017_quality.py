"""Talks whose quality is assessed; and the recordings of talks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KINDS = "kind in ('message', 'answer', 'talk')"
KINDS_BEFORE = "kind in ('message', 'answer')"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_recording_kind"), "recording")
    op.create_check_constraint(op.f("ck_recording_kind"), "recording", KINDS)
    op.create_table(
        "quality_review",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("offer_id", sa.UUID(), nullable=False),
        sa.Column("call_id", sa.UUID(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("agent_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_why", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("marks", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("points", sa.Double(), server_default="0", nullable=False),
        sa.Column("most", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("reviewer", sa.String(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["app_user.id"], name=op.f("fk_quality_review_agent_id_app_user"), ondelete="cascade"
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_quality_review_call_id_call")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_quality_review_case_id_case")),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.id"], name=op.f("fk_quality_review_offer_id_offer"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_review")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_quality_review_offer_id")),
    )
    op.create_index("ix_quality_review_agent_id_at", "quality_review", ["agent_id", "at"], unique=False)
    op.create_index(op.f("ix_quality_review_call_id"), "quality_review", ["call_id"], unique=False)
    op.create_index(op.f("ix_quality_review_case_id"), "quality_review", ["case_id"], unique=False)


def downgrade() -> None:
    op.drop_table("quality_review")
    op.execute("delete from recording where kind = 'talk'")
    op.drop_constraint(op.f("ck_recording_kind"), "recording")
    op.create_check_constraint(op.f("ck_recording_kind"), "recording", KINDS_BEFORE)
