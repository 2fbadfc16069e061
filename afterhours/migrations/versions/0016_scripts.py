"""What agents were answered, question by question of a script."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "script_answer",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_script_answer_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_script_answer")),
    )
    op.create_index("ix_script_answer_case_id_at", "script_answer", ["case_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("script_answer")
